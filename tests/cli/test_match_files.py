"""The files of `./universo match`: read whatever their shape, refused in a sentence, written whole."""

from pathlib import Path

import pytest

from universo.cli.arguments import BadInput
from universo.cli.match_files import ANSWER, companies, ended, read_options, write_answer

HEAD = (
    "id,legal_name,trade_name,cuit,phone,email,web,street,locality,province,postal_code,contact\n"
)


def file(folder: Path, text: str | bytes, name: str = "R.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def asked(folder: Path, *, registry: str | bytes, queries: str | bytes) -> list[str]:
    one, other = file(folder, registry), file(folder, queries, "Q.csv")
    return ["--registry", str(one), "--queries", str(other), "--output", str(folder / "O.csv")]


@pytest.mark.parametrize(
    "text",
    [
        HEAD + 'A1,"Ñandú, Hnos.",,,,,,,Tigre,,,\n',
        "\ufeff" + HEAD + 'A1,"Ñandú, Hnos.",,,,,,,Tigre,,,\n',
        "legal_name;locality;id\r\nÑandú, Hnos.;Tigre;A1\r\n",
        " ID \tLegal_Name\tlocality\n A1\tÑandú, Hnos. \tTigre\n\n",
    ],
)
def test_a_file_is_read_whatever_its_shape(tmp_path: Path, text: str) -> None:
    (row,) = companies(file(tmp_path, text), "id")
    assert (row["id"], row["legal_name"], row["locality"]) == ("A1", "Ñandú, Hnos.", "Tigre")
    assert row["cuit"] == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "le falta la columna id"),
        ("id,nombre\n1,a\n", "le falta la columna legal_name"),
        (b"id,legal_name\n1,\xd1and\xfa\n", "no está en UTF-8"),
        ("id,legal_name\n1,a\n1,b\n", "línea 3: el identificador 1 está repetido"),
        ("id,legal_name\n,b\n", "línea 2: falta el identificador"),
        ("id,legal_name\n" + "x" * 61 + ",b\n", "más de 60 caracteres"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        list(companies(file(tmp_path, text), "id"))


def test_the_command_line_is_looked_at_before_anything_is_begun(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"registry": "id,legal_name\n1,a\n", "queries": "query_id,legal_name\n1,a\n"}
    assert ended(asked(tmp_path, **good)) is None
    assert read_options(asked(tmp_path, **good)).output == tmp_path / "O.csv"
    for words, said in (
        (asked(tmp_path, **good)[2:], "Falta --registry."),
        ([*asked(tmp_path, **good), "--fast"], "No existe la opción --fast."),
        ([*asked(tmp_path, **good), "more"], "No se entiende «more»"),
        ([*asked(tmp_path, **good)[:-1], str(tmp_path / "no" / "O.csv")], "No existe la carpeta"),
        ([*asked(tmp_path, **good)[:-1], str(tmp_path)], "es una carpeta"),
    ):
        assert ended(words) == 2
        assert said in capsys.readouterr().err
    assert ended(asked(tmp_path, **{**good, "queries": "id,legal_name\n1,a\n"})) == 2
    assert "le falta la columna query_id" in capsys.readouterr().err
    assert ended(["--registry", "none.csv", *asked(tmp_path, **good)[2:]]) == 2


def test_the_answer_is_put_in_place_when_it_is_whole(tmp_path: Path) -> None:
    path = file(tmp_path, "before", "O.csv")

    def broken() -> object:
        yield ("Q1", "same", "A1", "9.1", 1, "x")
        raise BadInput("roto")

    with pytest.raises(BadInput):
        write_answer(path, broken())  # type: ignore[arg-type]
    assert path.read_text() == "before"
    write_answer(path, [("Q1", "different", "", "", 1, "")])
    assert path.read_text().splitlines() == [",".join(ANSWER), "Q1,different,,,1,"]
    assert [each.name for each in tmp_path.iterdir()] == ["O.csv"]
