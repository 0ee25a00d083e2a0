"""The browser of the browser tests: found, chosen, or asked for aloud."""

import sys

import pytest

from universo.supervisor import chromium


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 1000)


def test_without_a_browser_a_plain_user_is_told_how_to_get_it() -> None:
    assert chromium.ensure() is None
    assert "apt install chromium" in chromium.HOW_TO


def test_a_chosen_browser_is_used_if_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_PATH", sys.executable)
    assert chromium.ensure() == sys.executable
    monkeypatch.setenv("CHROMIUM_PATH", "/nonexistent/chromium")
    assert chromium.ensure() is None


def test_root_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    monkeypatch.setattr(
        chromium.shutil,
        "which",
        lambda name: f"/usr/bin/{name}" if name == "apt-get" or installed else None,
    )
    monkeypatch.setattr(chromium, "_install", lambda: installed.append("chromium"))
    assert chromium.ensure() == "/usr/bin/chromium"
    assert installed == ["chromium"]
