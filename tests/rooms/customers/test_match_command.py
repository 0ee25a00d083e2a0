"""`match`: the contract of its answer, from two files to one, on the database of the tests."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cast import Cast
from evaluating import known

REGISTRY = """\
id;legal_name;trade_name;cuit;phone;email;web;street;locality;province;postal_code;contact
R1;Ferretería El Tornillo S.R.L.;;30-61040056-2;011 4555-1234;;;Cazón 345;Tigre;Buenos Aires;;
R2;Panadería La Espiga S.A.;La Espiga;;0223 472-5203;;;Luro 3456;Mar del Plata;Buenos Aires;;Ana Paz
R3;"Rara \\ ""Comillas"" S.A.";;;;;;;;Atlántida;;
"""
QUERIES = """\
legal_name,query_id,cuit,phone,locality
el tornillo ferreteria,Q1,30610400562,,
LA ESPIGA PANADERIA,Q2,,(0223) 472 5203,Mar del Plata
Nadie Conocido,Q3,,,Ushuaia
"""


def run(folder: Path, *, registry: str = REGISTRY, queries: str = QUERIES) -> list[dict[str, str]]:
    (folder / "R.csv").write_text(registry)
    (folder / "Q.csv").write_text(queries)
    call_command(
        "match",
        "--",
        *("--registry", str(folder / "R.csv"), "--queries", str(folder / "Q.csv")),
        *("--output", str(folder / "O.csv")),
    )
    with (folder / "O.csv").open() as text:
        return list(csv.DictReader(text))


def test_the_answer_keeps_its_contract(db: None, tmp_path: Path) -> None:
    rows = run(tmp_path)
    assert [(row["query_id"], row["outcome"], row["match_id"], row["rank"]) for row in rows] == [
        ("Q1", "same", "R1", "1"),
        ("Q2", "same", "R2", "1"),
        ("Q3", "different", "", "1"),
    ]
    assert "cuit:equal" in rows[0]["explanation"]
    assert float(rows[0]["score"]) > float(rows[1]["score"]) > 0


def test_at_most_five_are_told_best_first(db: None, tmp_path: Path) -> None:
    many = "id,legal_name,phone,locality\n" + "".join(
        f"R{number},Ferretería El Tornillo,011 4555-1234,Tigre\n" for number in range(9)
    )
    queries = "query_id,legal_name,phone,locality\nQ1,Ferretería Tornillo,01145551234,Tigre\n"
    rows = run(tmp_path, registry=many, queries=queries)
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4", "5"]
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)


def test_a_bad_file_is_refused_with_status_2(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        run(tmp_path, registry=REGISTRY + "R1;Otra vez;;;;;;;;;;\n")
    assert caught.value.returncode == 2
    assert "R1 está repetido" in str(caught.value)
    assert not (tmp_path / "O.csv").exists()


def test_a_base_in_use_is_not_touched(cast: Cast, tmp_path: Path) -> None:
    known(cast.admin)
    with pytest.raises(CommandError, match=r"use \./universo match") as caught:
        run(tmp_path)
    assert caught.value.returncode == 2


def test_the_help_names_the_command() -> None:
    from universo.supervisor.help_text import HELP

    said: Any = HELP
    assert "./universo match " in said
