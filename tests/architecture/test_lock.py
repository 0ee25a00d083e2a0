"""The locks are fresh, pinned, hashed, and name no host or folder."""

import shutil
from pathlib import Path

import pytest

from universo.supervisor import locks

PACKAGE = "asgiref"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with copies of the requirement files, to be spoiled."""
    for name in [name for pair in locks.PAIRS for name in pair]:
        shutil.copy(locks.ROOT / name, tmp_path / name)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_locks_hold() -> None:
    assert locks.problems() == []


def test_a_new_requirement_asks_for_a_new_lock(copy: Path) -> None:
    with (copy / "requirements.in").open("a", encoding="utf-8") as handle:
        handle.write("left-pad\n")
    found = locks.problems(copy)
    assert "requirements.lock no fija «left-pad»." in found
    # The development file includes the other one, so it is stale as well.
    assert any(each.startswith("requirements-dev.lock no corresponde") for each in found)


def test_a_changed_bound_asks_for_a_new_lock(copy: Path) -> None:
    spoil(copy / "requirements.in", "django~=5.2.0", "django~=5.1.0")
    assert any("requirements.lock no corresponde" in each for each in locks.problems(copy))


def test_a_registry_host_is_found(copy: Path) -> None:
    lock = copy / "requirements.lock"
    body = lock.read_text(encoding="utf-8")
    lock.write_text(f"{body}--index-url https://registry.invalid/simple\n", encoding="utf-8")
    assert any("nombra un servidor" in each for each in locks.problems(copy))


def test_a_folder_of_a_machine_is_found() -> None:
    assert locks.foreign("first line\n    # via -r /home/somebody/requirements.in\n")
    assert not locks.foreign("first line\n    # via -r requirements.in\n")


def test_a_pin_without_hash_is_found(copy: Path) -> None:
    text = (copy / "requirements.lock").read_text(encoding="utf-8")
    assert locks.unhashed(text) == []
    assert locks.unhashed(f"{text}left-pad==1.0\n") == ["left-pad"]


def test_the_two_locks_agree(copy: Path) -> None:
    version = locks.pins((copy / "requirements.lock").read_text(encoding="utf-8"))[PACKAGE]
    spoil(copy / "requirements.lock", f"{PACKAGE}=={version}", f"{PACKAGE}==0.0.1")
    assert f"Los locks difieren en «{PACKAGE}»." in locks.problems(copy)
