"""The files for a real installation speak of settings and extensions that exist."""

import re

from universo.embedded.setup import APP_ROLE, DATABASE, EXTENSIONS, OWNER_ROLE
from universo.supervisor.paths import ROOT, SOURCE

DEPLOY = ROOT / "deploy"


def test_every_variable_is_read_by_the_settings() -> None:
    settings = (SOURCE / "universo" / "settings.py").read_text(encoding="utf-8")
    example = (DEPLOY / "example.env").read_text(encoding="utf-8")
    named = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", example, re.MULTILINE)
    assert "DATABASE_OWNER_URL" in named
    # NAME_FILE is read next to NAME.
    missing = {name for name in named if f'"{name.removesuffix("_FILE")}' not in settings}
    assert missing == set()


def test_the_roles_are_those_of_the_embedded_server() -> None:
    script = (DEPLOY / "roles.sql").read_text(encoding="utf-8")
    assert set(re.findall(r"CREATE EXTENSION IF NOT EXISTS (\w+)", script)) == set(EXTENSIONS)
    assert set(re.findall(r"CREATE ROLE (\w+)", script)) == {OWNER_ROLE, APP_ROLE}
    assert f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}" in script
