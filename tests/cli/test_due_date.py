"""The stable contract of `./universo due-date` (R-9, P-1, P-2)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from universo.cli.due_date import main

HEADER = (
    "fecha,dia,nombre,tipo,alcance,fecha_original,norma,inhabil_NAC,inhabil_NAC_DNL,estado,fuente"
)
SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def call(*argv: str) -> dict[str, object]:
        assert main([*argv, "--json"]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        return json.loads(captured.out)

    return call


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str]):
    def call(*argv: str) -> str:
        assert main(argv) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert captured.err.endswith(".\n")
        return captured.err

    return call


def test_the_output_has_exactly_the_keys_of_the_contract(run) -> None:
    assert run("2026-12-04T17:30:00-03:00", "--days", "2") == {
        "received_at": "2026-12-04T17:30:00-03:00",
        "due_at": "2026-12-11T00:00:00-03:00",
        "due_date": "2026-12-10",
        "counted": ["2026-12-09", "2026-12-10"],
        "skipped": [
            {"date": "2026-12-05", "reason": "sábado"},
            {"date": "2026-12-06", "reason": "domingo"},
            {"date": "2026-12-07", "reason": "Día no laborable con fines turísticos"},
            {"date": "2026-12-08", "reason": "feriado: Inmaculada Concepción de María"},
        ],
        "provisional": False,
    }


@pytest.mark.parametrize(
    ("received", "local"),
    [
        ("2026-12-04T17:30:00-03:00", "2026-12-04T17:30:00-03:00"),
        ("2026-12-04T20:30:00Z", "2026-12-04T17:30:00-03:00"),
        ("2026-12-04T17:30", "2026-12-04T17:30:00-03:00"),
        ("2026-12-05T02:59:59.999999+00:00", "2026-12-04T23:59:59.999999-03:00"),
        ("2026-12-04", "2026-12-04T00:00:00-03:00"),
    ],
)
def test_every_way_to_write_an_instant_is_a_buenos_aires_day(run, received, local) -> None:
    answer = run(received)
    assert answer["received_at"] == local
    assert answer["due_date"] == "2026-12-30"
    assert len(answer["counted"]) == 15


def test_policy_and_rule_change_the_count(run) -> None:
    assert run("2026-12-04", "--days", "1", "--policy", "NAC")["due_date"] == "2026-12-07"
    assert run("2026-12-05", "--days=1", "--policy=NAC", "--rule=B")["due_date"] == "2026-12-09"
    assert run("2026-11-10", "--days=1", "--policy=NAC+DNL+AR-B")["due_date"] == "2026-11-12"


def test_a_term_that_enters_2027_is_provisional(run) -> None:
    assert run("2026-12-18T10:00:00-03:00")["provisional"] is True


def table(folder: Path, *rows: str) -> str:
    path = folder / "tabla.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return str(path)


def test_another_table_replaces_the_built_in_one(run, tmp_path: Path) -> None:
    path = table(tmp_path, "2026-12-09,mié,Prueba,feriado_especial,AR,,Dto.,1,1,confirmado,x")
    answer = run("2026-12-04", "--days", "3", "--holidays", path)
    assert answer["counted"] == ["2026-12-07", "2026-12-08", "2026-12-10"]
    assert answer["skipped"][-1] == {"date": "2026-12-09", "reason": "feriado: Prueba"}
    assert answer["provisional"] is True  # this table has no bridge days of 2026


def test_without_json_a_person_can_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["2026-12-18T10:00:00-03:00"]) == 0
    text = capsys.readouterr().out
    assert "Recibido el viernes 18/12/2026 a las 10:00:00" in text
    assert "Vence el martes 12/01/2027 a las 24:00." in text
    assert "25/12/2026  feriado: Navidad" in text
    assert "provisorio" in text


def test_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "--holidays" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "field"),
    [
        ([], "INSTANTE"),
        (["2026-12-04", "2026-12-05"], "instante"),
        (["mañana"], "INSTANTE"),
        (["2026-02-30"], "INSTANTE"),
        (["9999-12-31T23:00:00"], "INSTANTE"),
        (["0001-01-01T00:00:00+14:00"], "INSTANTE"),
        (["2026-12-04", "--days", "0"], "--days"),
        (["2026-12-04", "--days", "-1"], "--days"),
        (["2026-12-04", "--days", "1.5"], "--days"),
        (["2026-12-04", "--days", "5001"], "--days"),
        (["2026-12-04", "--days", "9" * 5000], "--days"),
        (["2026-12-04", "--days", "²"], "--days"),
        (["2026-12-04", "--days"], "--days"),
        (["2026-12-04", "--days", "1", "--days", "2"], "--days"),
        (["2026-12-04", "--policy", "DNL"], "--policy"),
        (["2026-12-04", "--rule", "C"], "--rule"),
        (["2026-12-04", "--color", "red"], "--color"),
        (["2026-12-04", "--holidays", "/no/such/file.csv"], "--holidays"),
        (["2026-12-04", "--holidays", "/"], "--holidays"),
        (["2026-12-04", "--holidays", "a\0b"], "--holidays"),
        (["2026-12-04", "--holidays", "/dev/zero"], "--holidays"),
    ],
)
def test_bad_arguments_are_named_in_one_sentence(refusal, argv: list[str], field: str) -> None:
    assert field.lower() in refusal(*argv).lower()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "fecha"),
        (b"fecha;nombre;tipo\n2026-12-09;x;feriado\n", "fecha"),
        (b"fecha,nombre\n2026-12-09,x\n", "tipo"),
        (HEADER.encode() + b"\n09/12/2026,mie,Prueba,feriado_especial,AR,,,1,1,,\n", "fecha"),
        (HEADER.encode() + b"\n2026-12-09,mie,Prueba,feriado_especial,AR,,,2,1,,\n", "inhabil_NAC"),
        (b"fecha,nombre,tipo\n2026-12-09,Ma\xf1ana,feriado\n", "UTF-8"),
        (b'fecha,nombre,tipo\n2026-12-09,"x"y,feriado\n', "CSV"),
    ],
)
def test_a_bad_table_is_refused(refusal, tmp_path: Path, content: bytes, part: str) -> None:
    path = tmp_path / "tabla.csv"
    path.write_bytes(content)
    sentence = refusal("2026-12-04", "--holidays", str(path))
    assert "--holidays" in sentence
    assert part in sentence


def test_it_runs_with_the_standard_library_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"""
import sys; sys.path.insert(0, {str(SOURCE)!r})
from universo.cli.due_date import main
from universo.cli.reward import main as reward
assert not [name for name in sys.modules if name.split('.')[0] in ('django', 'argparse')]
raise SystemExit(main(['2026-12-04', '--json']))""",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["due_date"] == "2026-12-30"
