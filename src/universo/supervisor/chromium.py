"""The browser of the browser tests: found, or installed where that is allowed."""

import os
import shutil
import subprocess

from universo.supervisor import say
from universo.supervisor.paths import log_dir

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO = (
    "\n*** SIN NAVEGADOR: las pruebas de navegador se omiten. Para tenerlas: "
    "«sudo apt install chromium», o indique uno con CHROMIUM_PATH. ***\n"
)


def ensure() -> str | None:
    """Return the path of a Chromium, installing Debian's when we are root; None when impossible."""
    found = _find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        found = _find()
    return found


def _find() -> str | None:
    chosen = os.environ.get("CHROMIUM_PATH")
    if chosen:
        return chosen if os.access(chosen, os.X_OK) else None
    return next((path for path in map(shutil.which, NAMES) if path), None)


def _install() -> None:
    say.line("Instalando Chromium para las pruebas de navegador…")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-liberation"]
    with (log_dir() / "apt.log").open("ab") as log:
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", *packages],
        ):
            subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=quiet, check=False
            )
