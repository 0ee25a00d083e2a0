"""The two stores of the library behave alike: a folder, and a bucket that speaks S3 (moto answers)."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

import library_cases as cases
from cast import Cast
from library_cases import NOW
from universo.benefits.library import stores
from universo.domain.byte_ranges import Part
from universo.errors import DomainError
from universo.usecases.use_library import check_files, content

BIG = bytes(range(256)) * 4096 * 9  # 9 MiB and some: more than one part of an upload


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Iterator[stores.Store]:
    settings.UPLOAD_DIR = tmp_path
    settings.LIBRARY_STORE = ""
    if request.param == "folder":
        yield stores.store()
        return
    settings.LIBRARY_STORE = "s3://material/universo?region=us-east-1"
    settings.LIBRARY_S3_KEY = settings.LIBRARY_S3_SECRET = "testing"
    with mock_aws():
        boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="t", aws_secret_access_key="t"
        ).create_bucket(Bucket="material")
        yield stores.store()


def test_what_goes_in_comes_out_in_any_part(files: stores.Store) -> None:
    name = stores.new_name()
    files.keep(name, io.BytesIO(BIG))
    assert files.size(name) == len(BIG)
    assert b"".join(files.read(name, 0, len(BIG))) == BIG
    for start, length in ((0, 1), (5_000_000, 3_000_000), (len(BIG) - 7, 7)):
        assert b"".join(files.read(name, start, length)) == BIG[start : start + length]
    assert max(len(piece) for piece in files.read(name, 0, len(BIG))) <= stores.CHUNK
    files.drop(name)
    files.drop(name)
    with pytest.raises(stores.FileMissing):
        files.size(name)
    with pytest.raises(stores.FileMissing):
        files.read(name, 0, 10)


def test_the_library_works_on_either(files: stores.Store, cast: Cast) -> None:
    made = cases.item(cast.admin, content=BIG)
    first = made.versions.get()
    assert b"".join(content(first, Part(10, 20, first.size_bytes))) == BIG[10:30]
    assert check_files(now=NOW) == 0
    files.drop(first.stored_name)
    files.keep(first.stored_name, io.BytesIO(b"short"))
    with pytest.raises(stores.FileMissing):
        content(first, Part(0, 1, first.size_bytes))
    assert check_files(now=NOW) == 1
    files.drop(first.stored_name)
    assert check_files(now=NOW) == 1


def test_half_a_file_is_never_there(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 0:
                raise OSError("gone")
            return super().read(10)

    folder = stores.Folder(tmp_path / "library")
    with pytest.raises(OSError, match="gone"):
        folder.keep("name", Broken(b"x" * 100))
    assert list((tmp_path / "library").iterdir()) == []


def test_a_store_that_does_not_answer_is_said_at_the_field(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LIBRARY_STORE = "s3://material?endpoint=http://127.0.0.1:9&region=us-east-1"
    settings.LIBRARY_S3_KEY = settings.LIBRARY_S3_SECRET = "testing"
    with pytest.raises(DomainError) as refused:
        cases.item(cast.admin)
    assert refused.value.field == "file"
