"""What the documents name exists: files, functions, tests, pictures, commands and settings."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

from universo.supervisor.help_text import HELP
from universo.supervisor.paths import ROOT, SOURCE

PACKAGE = SOURCE / "universo"
TESTS = ROOT / "tests"
DOCS = ROOT / "docs"
NAMED = ("rules.md", "tour.md", "reward-arithmetic.md", "glossary.md")
TEXTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
_REFERENCE = re.compile(r"`([\w./*-]+\.py)(?:(::?)(\w+))?`")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|<img[^>]* src=\"([^\"]+)\"|srcset=\"([^\"]+)\"")
_READ = re.compile(r'(?:env\.\w+|_secret|environ\.get)\(\s*"([A-Z_]+)"')


@cache
def defined_in(path: Path) -> frozenset[str]:
    """Return the names of the functions, methods and classes of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def wrong_references(text: str) -> list[str]:
    """Return the references `file.py`, `file.py:name` and `test.py::name` that lead nowhere."""
    wrong = []
    for file, colons, name in _REFERENCE.findall(text):
        places = (TESTS,) if colons == "::" else (PACKAGE, ROOT, SOURCE)
        path = next((place / file for place in places if (place / file).is_file()), None)
        if path is None or (name and name not in defined_in(path)):
            wrong.append(f"{file}{colons}{name}")
    return wrong


@pytest.mark.parametrize("name", NAMED)
def test_what_a_page_names_exists(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    assert wrong_references(text) == []


def test_a_wrong_reference_is_found() -> None:
    text = (
        "`domain/money.py:Money` `domain/money.py:Cash` `domain/nowhere.py`"
        " `domain/test_money.py::test_money_that_cannot_be` `domain/test_money.py::test_cash`"
    )
    assert wrong_references(text) == [
        "domain/money.py:Cash",
        "domain/nowhere.py",
        "domain/test_money.py::test_cash",
    ]


def test_tables_and_mails_of_the_tour_exist() -> None:
    tour = (DOCS / "tour.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", tour))
    tables = {model._meta.db_table for model in apps.get_models()}
    mails = {path.stem for path in PACKAGE.glob("notifications/templates/mail/*.txt")}
    assert len(named) > 20
    assert named - tables - mails == set()


def test_every_rule_has_its_row_with_code_and_test() -> None:
    text = (DOCS / "rules.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("|")}
    wanted = [f"R-{n}" for n in range(1, 14)] + [f"P-{n}" for n in range(1, 14)] + ["P-11b"]
    assert [rule for rule in wanted if rule not in rows] == []
    bare = [rule for rule in wanted if "::" not in rows[rule] or ".py:" not in rows[rule]]
    assert bare == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    found = [a or b or c for a, b, c in _LINK.findall(path.read_text(encoding="utf-8"))]
    inside = [target for target in found if "://" not in target]
    assert [target for target in inside if not (path.parent / target).exists()] == []


def test_the_table_of_settings_is_whole() -> None:
    sources = [PACKAGE / "settings.py", *sorted((PACKAGE / "supervisor").glob("*.py"))]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    read = set(_READ.findall(code))
    read |= {"SECRET_KEY_FILE"}  # _secret reads NAME_FILE next to NAME
    read -= {"PYTEST_VERSION", "HOME", "DJANGO_SETTINGS_MODULE"}  # not this installation's
    table = (DOCS / "operations" / "settings.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE))
    assert rows == read


def test_the_readme_names_every_command() -> None:
    commands = set(re.findall(r"^  ./universo ([a-z0-9-]+) ", HELP, re.MULTILINE))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {word for word in commands if f"./universo {word}" not in readme} == set()
