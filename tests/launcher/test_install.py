"""When .venv is made to agree with the lock again, and what is said when that fails."""

import re
from pathlib import Path

import pytest

from universo.supervisor import install
from universo.supervisor.paths import Trouble


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an imagined clone whose installations are only counted."""
    environment = tmp_path / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").touch()
    kinds = ("run", "dev", "bulk", "spark")
    for kind in kinds:
        (tmp_path / f"{kind}.lock").write_text(f"{kind} 1")
    locks = {kind: tmp_path / f"{kind}.lock" for kind in kinds}
    monkeypatch.setenv("UNIVERSO_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(install, "ENVIRONMENT", environment)
    monkeypatch.setattr(install, "PYTHON", environment / "bin" / "python")
    monkeypatch.setattr(install, "LOCKS", locks)
    monkeypatch.setattr(install, "_usable", lambda: True)
    monkeypatch.setattr(install, "_add_source", lambda: None)
    monkeypatch.setattr(install, "_install_with_uv", lambda how, lock: _note(tmp_path, how, lock))
    return tmp_path


def _note(clone: Path, manner: str, lock: Path) -> bool:
    with (clone / "synced").open("a") as handle:
        handle.write(f"{'+' if manner == 'install' else ''}{lock.name} ")
    return True


def synced(clone: Path) -> str:
    try:
        return (clone / "synced").read_text().strip()
    except FileNotFoundError:
        return ""


def test_it_is_installed_once(clone: Path) -> None:
    install.ensure("run")
    install.ensure("run")
    assert synced(clone) == "run.lock"


def test_a_changed_lock_is_installed(clone: Path) -> None:
    install.ensure("run")
    (clone / "run.lock").write_text("run 2")
    install.ensure("run")
    assert synced(clone) == "run.lock run.lock"


def test_the_larger_installation_serves_run_too(clone: Path) -> None:
    install.ensure("dev")
    install.ensure("run")
    assert synced(clone) == "dev.lock"


def test_run_does_not_take_the_tools_away(clone: Path) -> None:
    install.ensure("dev")
    (clone / "run.lock").write_text("run 2")
    install.ensure("run")
    assert synced(clone) == "dev.lock dev.lock"


def test_a_group_is_added_to_what_is_there(clone: Path) -> None:
    install.ensure("run")
    install.ensure("bulk")
    install.ensure("bulk")
    assert synced(clone) == "run.lock +bulk.lock"


def test_a_group_brings_the_environment_it_is_added_to(clone: Path) -> None:
    install.ensure("spark")
    assert synced(clone) == "run.lock +spark.lock"


def test_the_tools_hold_the_bulk_group_already(clone: Path) -> None:
    install.ensure("dev")
    install.ensure("bulk")
    assert synced(clone) == "dev.lock"


def test_a_new_environment_asks_for_the_group_again(clone: Path) -> None:
    install.ensure("bulk")
    (clone / "run.lock").write_text("run 2")
    install.ensure("run")
    assert not install.satisfied("bulk")
    install.ensure("bulk")
    assert synced(clone) == "run.lock +bulk.lock run.lock +bulk.lock"


def test_what_failed_is_not_taken_for_done(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "_install_with_uv", lambda how, lock: False)
    monkeypatch.setattr(install, "_install_with_pip", _fail)
    with pytest.raises(Trouble):
        install.ensure("run")
    assert not install.satisfied("run")


def _fail(_lock: Path) -> None:
    raise Trouble("x")


def test_too_little_space_is_said_before_anything(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install.shutil, "disk_usage", lambda _: _Disk())
    with pytest.raises(Trouble, match="quedan 9 MB"):
        install.ensure("run")
    assert synced(clone) == ""


class _Disk:
    free = 9_000_000


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: No space left on device (os error 28)", "No queda espacio en el disco"),
        ("ERROR: Could not find a version that satisfies", "No se pudo llegar al registro"),
        ("Caused by: dns error: failed to lookup", "No se pudo llegar al registro"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "no coincide con su huella"),
        ("something else", "Otra cosa. Detalle en"),
    ],
)
def test_each_failure_has_its_sentence(clone: Path, output: str, sentence: str) -> None:
    assert re.search(sentence, str(install._trouble(output, "Otra cosa.")))
