"""Files of courses, in the uploads folder under a name of ours; only ever given as attachments."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError

FOLDER = "training_files"
MOST_MB = 40
MB = 2**20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was kept; `file_name` is as its owner called it."""

    stored_name: str
    file_name: str
    size_bytes: int
    sha256: str


def keep(name: str, chunks: Iterable[bytes]) -> Kept:
    """Store a file piece by piece. Raises DomainError (field `file`); then nothing is kept."""
    stored = secrets.token_hex(20)
    path, beside = _path(stored), _path(f"{stored}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with beside.open("xb") as target:
            for piece in chunks:
                size += len(piece)
                if size > MOST_MB * MB:
                    raise DomainError(too_large(), field="file")
                digest.update(piece)
                target.write(piece)
        if not size:
            raise DomainError(_("The file is empty."), field="file")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return Kept(stored, tidy_name(name), size, digest.hexdigest())


def too_large() -> str:
    """Return the sentence for a file beyond the limit."""
    return str(_("The file is too large: at most %(n)s MB.") % {"n": MOST_MB})


def drop(kept: Kept) -> None:
    """Forget a file that was not recorded after all."""
    _path(kept.stored_name).unlink(missing_ok=True)


def path_of(stored_name: str) -> Path | None:
    """Return where a file lies; None when the folder lost it."""
    path = _path(stored_name)
    return path if path.is_file() else None


def tidy_name(name: str) -> str:
    """Return a file's name as a header and a page may carry it."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in bare if c.isprintable() and c not in '"<>|:*?;%')
    return kept.strip(" .")[-150:] or "archivo"


def _path(stored_name: str) -> Path:
    return Path(settings.UPLOAD_DIR) / FOLDER / Path(stored_name).name
