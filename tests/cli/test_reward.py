"""The stable contract of `./universo reward` (PROGRAMME.md section 3)."""

import copy
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from universo.cli.reward import main
from universo.data import MAX_BYTES

CASE = {
    "basis": "net",
    "lines": [{"id": "L1", "net_minor": 10_000_000, "gross_minor": 12_100_000, "rate_bp": 500}],
    "total_minor": 12_100_000,
    "events": [
        {"id": "c1", "type": "collection", "amount_minor": 4_000_000},
        {"id": "c2", "type": "collection", "amount_minor": 8_100_000},
        {"id": "r1", "type": "reversal", "reverses": "c1"},
    ],
}


def case(**changes: object) -> dict:
    return {**copy.deepcopy(CASE), **changes}


def with_event(**event: object) -> dict:
    changed = case()
    changed["events"].append(event)
    return changed


def with_line(**change: object) -> dict:
    changed = case()
    changed["lines"][0].update(change)
    return changed


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def call(content: object) -> dict:
        path = tmp_path / "caso.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        assert main([str(path), "--json"]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        return json.loads(captured.out)

    return call


@pytest.fixture
def refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    def call(content: object) -> str:
        path = tmp_path / "caso.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        assert main([str(path), "--json"]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        return captured.err

    return call


def test_the_example_of_the_programme(run) -> None:
    assert run(CASE) == {
        "accruals": [
            {"event": "c1", "line": "L1", "amount_minor": 165_289},
            {"event": "c2", "line": "L1", "amount_minor": 334_711},
            {"event": "r1", "line": "L1", "amount_minor": -165_289},
        ],
        "by_line": {"L1": 334_711},
        "total_minor": 334_711,
    }


def test_basis_total(run) -> None:
    assert run(case(basis="total", events=CASE["events"][:2]))["total_minor"] == 605_000


def test_credit_and_debit_notes_change_line_and_total(run) -> None:
    half = {"id": "L1", "net_minor": 5_000_000, "gross_minor": 6_050_000}
    paid = {"id": "c", "type": "collection", "amount_minor": 12_100_000}
    credit = {"id": "nc", "type": "credit_note", "amount_minor": 6_050_000, "lines": [half]}
    debit = {"id": "nd", "type": "debit_note", "amount_minor": 6_050_000, "lines": [half]}
    answer = run(case(events=[paid, credit, debit]))
    assert [item["amount_minor"] for item in answer["accruals"]] == [500_000, -250_000, 250_000]


def test_a_debit_note_brings_a_line_of_its_own_and_a_credit_note_may_lower_it(run) -> None:
    new = {"id": "L2", "net_minor": 1_000_000, "gross_minor": 1_210_000, "rate_bp": 1_000}
    events = [
        {
            "id": "nc",
            "type": "credit_note",
            "amount_minor": 605_000,
            "lines": [{"id": "L2", "net_minor": 500_000, "gross_minor": 605_000}],
        },
        {"id": "nd", "type": "debit_note", "amount_minor": 1_210_000, "lines": [new]},
        {"id": "c", "type": "collection", "amount_minor": 12_705_000},
    ]
    assert run(case(events=events))["by_line"] == {"L1": 500_000, "L2": 50_000}


def test_a_debit_note_may_repeat_the_rate_of_the_line_it_raises(run) -> None:
    more = {"id": "L1", "net_minor": 1_000_000, "gross_minor": 1_210_000, "rate_bp": 500}
    events = [
        {"id": "nd", "type": "debit_note", "amount_minor": 1_210_000, "lines": [more]},
        {"id": "c", "type": "collection", "amount_minor": 13_310_000},
    ]
    assert run(case(events=events))["by_line"] == {"L1": 550_000}


def test_repeated_events_and_absent_fields_written_as_null(run) -> None:
    events = [{**event, "lines": None} for event in CASE["events"]]
    events[0]["reverses"] = None
    assert run(case(events=events + events)) == run(CASE)


def test_amounts_beyond_what_a_float_holds_are_exact(run) -> None:
    big = 2**53 + 1
    line = {"id": "L1", "net_minor": big, "gross_minor": big, "rate_bp": 10_000}
    paid = [{"id": "c", "type": "collection", "amount_minor": big}]
    assert run(case(lines=[line], total_minor=big, events=paid))["total_minor"] == big


def test_nothing_collected_is_nothing_earned(run) -> None:
    assert run(case(events=[])) == {"accruals": [], "by_line": {"L1": 0}, "total_minor": 0}


def test_without_json_a_person_can_read_it(tmp_path: Path, capsys) -> None:
    path = tmp_path / "caso.json"
    path.write_text(json.dumps(CASE), encoding="utf-8-sig")
    assert main([str(path)]) == 0
    text = capsys.readouterr().out
    assert "1.652,89  c1, línea L1" in text
    assert "Total: 3.347,11" in text


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    raw = io.BytesIO(json.dumps(CASE).encode())
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=raw))
    assert main(["-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total_minor"] == 334_711


NOTE = {"id": "n", "type": "credit_note", "amount_minor": 1}
CHANGE = {"id": "L1", "net_minor": 1, "gross_minor": 1}


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ([], "archivo"),
        (case(basis="gross"), "basis"),
        (case(basis=None), "basis"),
        (case(basis=["net"]), "basis"),
        ({k: v for k, v in CASE.items() if k != "basis"}, "basis"),
        ({k: v for k, v in CASE.items() if k != "lines"}, "lines"),
        ({k: v for k, v in CASE.items() if k != "total_minor"}, "total_minor"),
        ({k: v for k, v in CASE.items() if k != "events"}, "events"),
        (case(lines={}), "lines"),
        (case(lines=[1]), "lines[0]"),
        (case(lines=CASE["lines"] * 2), "lines[1].id"),
        (case(total_minor=1.0), "total_minor"),
        (case(total_minor="1"), "total_minor"),
        (case(total_minor=True), "total_minor"),
        (case(total_minor=-1), "total_minor"),
        (case(total_minor=None), "total_minor"),
        (case(total_minor=10**31), "total_minor"),
        (case(events="x"), "events"),
        (case(events=[None]), "events[0]"),
        (with_line(id=1), "lines[0].id"),
        (with_line(id=""), "lines[0].id"),
        (with_line(id="\ud800"), "lines[0].id"),
        (with_line(net_minor=True), "lines[0].net_minor"),
        (with_line(net_minor=-1), "lines[0].net_minor"),
        (with_line(gross_minor=None), "lines[0].gross_minor"),
        (with_line(rate_bp=10_001), "lines[0].rate_bp"),
        (with_line(rate_bp=5.5), "lines[0].rate_bp"),
        (with_line(rate_bp=-1), "lines[0].rate_bp"),
        (with_event(id="x", type="payment", amount_minor=1), "events[3].type"),
        (with_event(id="x", amount_minor=1), "events[3].type"),
        (with_event(type="collection", amount_minor=1), "events[3].id"),
        (with_event(id="x", type="collection"), "events[3].amount_minor"),
        (with_event(id="x", type="collection", amount_minor=-1), "events[3].amount_minor"),
        (with_event(id="x", type="collection", amount_minor=False), "events[3].amount_minor"),
        (with_event(id="c1", type="collection", amount_minor=1), "events[3].id"),
        (with_event(id="x", type="reversal"), "events[3].reverses"),
        (with_event(id="x", type="reversal", reverses=1), "events[3].reverses"),
        (with_event(id="x", type="reversal", reverses="zz"), "events[3].reverses"),
        (with_event(id="x", type="reversal", reverses="c1"), "events[3].reverses"),
        (
            with_event(id="x", type="reversal", reverses="c2", amount_minor=1),
            "events[3].amount_minor",
        ),
        (with_event(**NOTE, lines={}), "events[3].lines"),
        (with_event(**NOTE, lines=[CHANGE, 1]), "events[3].lines[1]"),
        (with_event(**NOTE, lines=[{**CHANGE, "id": "zz"}]), "events[3].lines[0].id"),
        (with_event(**NOTE, lines=[{**CHANGE, "net_minor": -1}]), "events[3].lines[0].net_minor"),
        (with_event(**NOTE, lines=[{"id": "L1"}]), "events[3].lines[0].net_minor"),
        (
            with_event(**{**NOTE, "type": "debit_note"}, lines=[{**CHANGE, "id": "zz"}]),
            "events[3].lines[0].id",
        ),
        (
            with_event(**{**NOTE, "type": "debit_note"}, lines=[{**CHANGE, "rate_bp": 1}]),
            "events[3].lines[0].rate_bp",
        ),
        (
            with_event(**{**NOTE, "type": "debit_note"}, lines=[{**CHANGE, "rate_bp": "1"}]),
            "events[3].lines[0].rate_bp",
        ),
        (b"", "JSON"),
        (b"{", "JSON"),
        (b'{"basis": "net"', "JSON"),
        (b'{"basis": "net", "basis": "total"}', "basis"),
        (b'{"total_minor": ' + b"9" * 5000 + b"}", "ARCHIVO"),
        (b"[" * 200_000, "ARCHIVO"),
        (b'{"basis": "\xff"}', "UTF-8"),
        (b" " * (MAX_BYTES + 1), "ARCHIVO"),
        (json.dumps(CASE).replace("12100000", "NaN").encode(), "gross_minor"),
    ],
)
def test_bad_input_is_named_in_one_sentence(refusal, content: object, field: str) -> None:
    assert field in refusal(content)


@pytest.mark.parametrize(
    "argv", [["/no/such.json"], ["/"], ["a\0b"], ["/dev/zero"], [], ["a", "b"]]
)
def test_a_file_that_cannot_be_read(argv: list[str], capsys) -> None:
    assert main(argv) == 2
    assert "ARCHIVO" in capsys.readouterr().err


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


@given(
    path=st.integers(0, 40), value=scalars | st.lists(scalars) | st.dictionaries(st.text(), scalars)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_anywhere_is_an_answer_or_a_sentence(
    tmp_path: Path, capsys, path: int, value: object
) -> None:
    content = with_event(**NOTE, lines=[dict(CHANGE)])
    places = list(_places(content))
    holder, key = places[path % len(places)]
    holder[key] = value
    file = tmp_path / "caso.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    status = main([str(file), "--json"])
    captured = capsys.readouterr()
    assert (status, captured.err.count("\n")) in {(0, 0), (2, 1)}


def _places(node: object):
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(items):
        yield node, key
        if isinstance(value, dict | list):
            yield from _places(value)
