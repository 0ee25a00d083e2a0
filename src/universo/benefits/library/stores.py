"""Where the files of the library lie: a folder of this machine, or a store that speaks S3.

Both stream: no file is ever in memory whole. Names are made here and are nobody's.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

CHUNK = 256 * 1024


class FileMissing(OSError):
    """The store does not have the file that the library knows."""


class Readable(Protocol):
    """What a store reads a file from."""

    def read(self, size: int = -1, /) -> bytes:
        """Give the next bytes, none at the end."""


class Store(Protocol):
    """What the library asks of a store. Errors of the store other than absence are OSError too."""

    def keep(self, name: str, source: Readable) -> None:
        """Store all that `source` gives under a new name."""

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        """Give `length` bytes from `start` on. Raises FileMissing before the first piece."""

    def size(self, name: str) -> int:
        """Return how many bytes the file has. Raises FileMissing."""

    def drop(self, name: str) -> None:
        """Forget a file; it need not exist."""


def new_name() -> str:
    """Return a name for a file that nobody could guess."""
    return secrets.token_hex(20)


def store() -> Store:
    """Return the store of this installation (`LIBRARY_STORE`)."""
    where = settings.LIBRARY_STORE
    if not where:
        return Folder(Path(settings.UPLOAD_DIR) / "library")
    parts = urlsplit(where)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return Bucket(parts.netloc, parts.path.strip("/"), options)


class Folder:
    """A folder that web and worker see."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, name: str, source: Readable) -> None:
        """Copy to a file beside, then put it in place: half a file has never the name."""
        self.path.mkdir(parents=True, exist_ok=True)
        beside = self.path / f"{name}.part"
        try:
            with beside.open("xb") as target:
                while piece := source.read(CHUNK):
                    target.write(piece)
            beside.replace(self._of(name))
        finally:
            beside.unlink(missing_ok=True)

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        try:
            file = self._of(name).open("rb")
        except FileNotFoundError as error:
            raise FileMissing(name) from error
        file.seek(start)
        return _pieces(file, length)

    def size(self, name: str) -> int:
        try:
            return self._of(name).stat().st_size
        except FileNotFoundError as error:
            raise FileMissing(name) from error

    def drop(self, name: str) -> None:
        self._of(name).unlink(missing_ok=True)

    def _of(self, name: str) -> Path:
        return self.path / Path(name).name


class Bucket:
    """A bucket of any store that speaks S3; parts of large files go up one after the other."""

    def __init__(self, bucket: str, prefix: str, options: dict[str, str]) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self.options = options

    def keep(self, name: str, source: Readable) -> None:
        from boto3.exceptions import Boto3Error
        from boto3.s3.transfer import TransferConfig
        from botocore.exceptions import BotoCoreError, ClientError

        settings_ = TransferConfig(use_threads=False)
        try:
            self._client().upload_fileobj(source, self.bucket, self._of(name), Config=settings_)
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise OSError(f"the store refused a file: {type(error).__name__}") from error

    def read(self, name: str, start: int, length: int) -> Iterator[bytes]:
        if length == 0:
            self.size(name)
            return iter(())
        found = self._ask("get_object", name, Range=f"bytes={start}-{start + length - 1}")
        return _pieces(found["Body"], length)

    def size(self, name: str) -> int:
        return int(self._ask("head_object", name)["ContentLength"])

    def drop(self, name: str) -> None:
        self._ask("delete_object", name)

    def _of(self, name: str) -> str:
        return f"{self.prefix}{Path(name).name}"

    def _ask(self, what: str, name: str, **more: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._client(), what)(Bucket=self.bucket, Key=self._of(name), **more)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in {"404", "NoSuchKey", "InvalidRange"}:
                raise FileMissing(name) from error
            raise OSError(f"the store refused: {error}") from error
        except BotoCoreError as error:
            raise OSError(f"the store does not answer: {type(error).__name__}") from error

    def _client(self) -> Any:
        import boto3
        from botocore.config import Config

        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.options.get("endpoint"),
            region_name=self.options.get("region", "us-east-1"),
            aws_access_key_id=settings.LIBRARY_S3_KEY or None,
            aws_secret_access_key=settings.LIBRARY_S3_SECRET or None,
            config=Config(
                connect_timeout=5, read_timeout=30, retries={"max_attempts": 3},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": self.options.get("addressing", "auto")},
            ),
        )  # fmt: skip


def _pieces(file: Any, length: int) -> Iterator[bytes]:
    """Give `length` bytes of an open file in pieces; it is closed at the end, or when nobody reads on."""
    try:
        while length > 0:
            piece = file.read(min(CHUNK, length))
            if not piece:
                return
            length -= len(piece)
            yield piece
    finally:
        file.close()
