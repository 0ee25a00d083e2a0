"""House rules that import-linter does not see."""

import ast
from pathlib import Path

from django.apps import apps

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "universo"
ROOMS = [
    "identity", "audit", "notifications", "program", "partners", "customers",
    "opportunities", "evaluation", "routing", "sales", "rewards", "benefits", "library",
    "prices", "units", "directory", "support", "training", "integrations", "alliances",
    "insights",
]  # fmt: skip


def test_foreign_keys_point_upstream_and_leave_nothing_behind() -> None:
    faults = []
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in ROOMS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.concrete or not target or target._meta.app_label not in ROOMS:
                continue
            other = target._meta.app_label
            if other == room:
                continue
            name = f"{model.__name__}.{field.name}"
            if ROOMS.index(other) > ROOMS.index(room):
                faults.append(f"{name} points downstream to {other}")
            if not field.remote_field.related_name or (
                not field.remote_field.related_name.endswith("+")
                and model.__name__ != "Notice"  # a prospect knows its one notice
            ):
                faults.append(f"{name} leaves a name on {other}")
    assert faults == []


def _python(folder: str) -> list[Path]:
    return [p for p in (PACKAGE / folder).rglob("*.py") if "migrations" not in p.parts]


def test_pages_never_import_models() -> None:
    faults = []
    for path in _python("web"):
        if path.name in {"middleware.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(node, ast.ImportFrom) and node.module:
                modules = [node.module]
            elif isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            faults += [
                f"{path.name}: {m}"
                for m in modules
                if m.startswith("universo.") and m.endswith(".models")
            ]
    assert faults == []


def test_only_edges_ask_the_time() -> None:
    allowed = {"web", "jobs", "commands", "embedded", "cli", "demo"}
    faults = []
    for path in _python("."):
        parts = path.relative_to(PACKAGE).parts
        if parts[0] in allowed or path.name in {"tasks.py"} or parts[0] == "supervisor.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"now", "today", "utcnow", "localdate"}
                and parts != ("notifications", "operations.py")  # mails of the sign-in library
            ):
                faults.append(f"{'/'.join(parts)}:{node.lineno}")
    assert faults == []
