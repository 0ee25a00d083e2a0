"""The files of imports on disk: what was uploaded, what is to be stored, what was left out."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings

from universo.tabular.refusals import FileRefused

MB = 2**20
ROWS, CODES, REJECTS = ".rows", ".codes", ".csv"


class Uploaded(Protocol):
    """A file as it came in a request."""

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes."""


def path_of(stored_as: str, suffix: str = "") -> Path:
    """Return where a file of an import lies; `stored_as` is a name that `keep` made."""
    return Path(settings.UPLOAD_DIR) / f"{stored_as}{suffix}"


def keep(uploaded: Uploaded) -> tuple[str, str, int]:
    """Keep an uploaded file; return its name in the folder, its SHA-256 and its size in bytes.

    Raises FileRefused when it is larger than the installation allows, or empty.
    """
    name = secrets.token_hex(16)
    path, most = path_of(name), settings.UPLOAD_LIMIT_MB * MB
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for part in uploaded.chunks():
                size += len(part)
                if size > most:
                    break
                digest.update(part)
                file.write(part)
    except BaseException:  # nobody would ever remove what came of it
        path.unlink()
        raise
    if not 0 < size <= most:
        path.unlink()
        raise FileRefused("too_large", settings.UPLOAD_LIMIT_MB) if size else FileRefused("empty")
    return name, digest.hexdigest(), size


def forget(stored_as: str, *, rejects_too: bool) -> None:
    """Remove the files of an import; the rows left out stay unless said otherwise."""
    for suffix in ("", ".part", ROWS, CODES, *((REJECTS,) if rejects_too else ())):
        path_of(stored_as, suffix).unlink(missing_ok=True)


def has_room(stored_as: str) -> bool:
    """Tell whether the disk holds what working on a file takes: a few times its size."""
    path = path_of(stored_as)
    return shutil.disk_usage(path.parent).free > 4 * path.stat().st_size + 64 * MB
