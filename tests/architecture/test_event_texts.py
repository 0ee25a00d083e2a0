"""Every event that the house records has its sentence, and every sentence its event."""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from universo.web.backoffice.subjects import LABELS
from universo.web.shared.timeline import all_texts, text_of

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "universo"
NAME = re.compile(r"[a-z]+\.[a-z_]+\.[a-z_]+")
RECORDERS = {"record", "_record", "note", "tell", "_tell", "_say", "say"}
# The journal's entries and the background's tasks have names of the same shape, and are no events.
ROOMS = (
    "identity|program|partners|customers|benefits|opportunities|evaluation|routing|sales|rewards"
)
SKIPPED = {"jobs", "demo", "web", "migrations", "commands", "locale", "domain", "supervisor"}


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _is_recorder(node: ast.Call) -> bool:
    name = _called(node)
    return name in RECORDERS or any(word in name.lower() for word in ("record", "tell", "told"))


def _constants(node: ast.AST) -> set[str]:
    return {
        found.value
        for found in ast.walk(node)
        if isinstance(found, ast.Constant) and isinstance(found.value, str)
    }


def _values_of(variable: str, function: ast.FunctionDef, module: ast.Module) -> set[str]:
    """What a variable of a name may hold: assigned in the function, or passed by its callers."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == variable for t in node.targets
        ):
            found |= _constants(node.value)
    arguments = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _called(node) == function.name:
            if variable in arguments and len(node.args) > arguments.index(variable):
                found |= _constants(node.args[arguments.index(variable)])
            for keyword in node.keywords:
                if keyword.arg == variable:
                    found |= _constants(keyword.value)
    return {value for value in found if re.fullmatch(r"[a-z_]+", value)}


def _composed(node: ast.JoinedStr, function: ast.FunctionDef, module: ast.Module) -> set[str]:
    names = {""}
    for part in node.values:
        if isinstance(part, ast.Constant):
            names = {name + str(part.value) for name in names}
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
            values = _values_of(part.value.id, function, module)
            names = {name + value for name in names for value in values}
    return names


def recorded() -> dict[str, str]:
    """Return every event name in the sources, with the place where it is recorded."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if SKIPPED.intersection(parts) or len(parts) < 2:
            continue
        module = ast.parse(path.read_text(encoding="utf-8"))
        place = "/".join(parts)
        for function in ast.walk(module):
            if not isinstance(function, ast.FunctionDef):
                continue
            names = _recorded_in(function, module)
            found |= {name: place for name in names if NAME.fullmatch(name)}
    return found


def _recorded_in(function: ast.FunctionDef, module: ast.Module) -> set[str]:
    names: set[str] = set()
    for call in ast.walk(function):
        if not (isinstance(call, ast.Call) and _is_recorder(call)):
            continue
        for value in (*call.args, *(k.value for k in call.keywords)):
            names |= _constants(value)
            for inner in ast.walk(value):
                if isinstance(inner, ast.JoinedStr):
                    names |= _composed(inner, function, module)
                if isinstance(inner, ast.Name):
                    names |= _assigned(inner.id, function)
    return names


def _assigned(variable: str, function: ast.FunctionDef) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == variable for t in node.targets
        ):
            found |= _constants(node.value)
    return found


def test_every_recorded_event_has_a_sentence() -> None:
    found = recorded()
    assert len(found) > 50  # or the search itself is broken
    assert {name: place for name, place in found.items() if name not in all_texts()} == {}


def patterns() -> list[re.Pattern[str]]:
    """Return what composed names look like, `evaluation.{name}`, wherever they are recorded."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if SKIPPED.intersection(path.relative_to(PACKAGE).parts):
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _is_recorder(call):
                named = [k.value for k in call.keywords if k.arg == "name"]
                for node in (*call.args, *named):
                    if isinstance(node, ast.JoinedStr):
                        found.append(_shape(node))
    return [re.compile(shape) for shape in found if re.match(rf"(?:{ROOMS})\\\.", shape)]


def _shape(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_.]+"
        for part in node.values
    )


def test_every_sentence_belongs_to_an_event() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if not SKIPPED.intersection(path.relative_to(PACKAGE).parts)
    )
    shapes = patterns()
    orphans = [
        name
        for name in all_texts()
        if f'"{name}"' not in sources and not any(shape.fullmatch(name) for shape in shapes)
    ]
    assert orphans == []


def test_every_composed_name_has_some_sentence() -> None:
    shapes = patterns()
    assert shapes
    assert [s.pattern for s in shapes if not any(map(s.fullmatch, all_texts()))] == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"rate_bp": 750, "from_date": "2026-12-01"}, "7,5\u00a0%"),
        ({"level": "INTRODUCER"}, "Mediador"),
        ({"from_date": "2026-12-01"}, "01/12/2026"),
    ],
)
def test_codes_rates_and_days_are_said_as_people_write_them(
    data: dict[str, object], said: str
) -> None:
    event = SimpleNamespace(
        name="program.rate_change.proposed", actor_name="Adriana", data={"what": "PDV", **data}
    )
    assert said in text_of(event)
    assert "Adriana" in text_of(event)


def test_an_unknown_event_says_who_and_breaks_nothing() -> None:
    event = SimpleNamespace(name="nobody.knows.this", actor_name="100% Adriana", data={"x": None})
    assert text_of(event) == "100% Adriana dejó aquí una constancia."


@pytest.mark.django_db
def test_every_event_of_the_demo_has_a_sentence_without_gaps() -> None:
    """What static search cannot see, since names are composed: the whole story, as it is recorded."""
    from builders import NOON
    from universo.audit.models import Event
    from universo.demo.loading import load_demo

    load_demo(NOON)
    faults = set()
    for event in Event.objects.all():
        sentence = all_texts().get(event.name)
        if sentence is None:
            faults.add(f"{event.name}: no sentence")
            continue
        wanted = set(re.findall(r"%\((\w+)\)", str(sentence))) - {"actor"}
        given = {n for key in event.data for n in (key, key.rpartition("_")[0])}
        faults |= {f"{event.name}: nothing fills {name}" for name in wanted - given}
    assert faults == set()


SUBJECT = re.compile(r'subject_kind="([a-z_]+)"|timeline\(\w+, "([a-z_]+)"')


def test_every_kind_of_subject_has_a_word() -> None:
    """The audit names records as people do: a code there would be a word of the programmers."""
    texts = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    kinds = {one or other for text in texts for one, other in SUBJECT.findall(text)}
    assert {"support", "visit", "notice"} <= kinds  # or the search itself is broken
    assert sorted(kinds - set(LABELS)) == []


@pytest.mark.parametrize(
    ("kept", "said"),
    [("-U$S 240,00", "\u2212U$S\u00a0240,00"), ("$ 48.000,00", "$\u00a048.000,00")],
)
def test_an_amount_kept_in_words_stays_on_one_line(kept: str, said: str) -> None:
    data = {"amount": kept, "document": "00003-00003109"}
    event = SimpleNamespace(name="rewards.accrual.booked", data=data, actor_name="Universo")
    assert said in text_of(event)
