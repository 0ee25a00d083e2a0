"""How much may be uploaded: the page decides, and what is beyond is read and dropped, never kept."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])
USUAL_MB = 40  # of a page that says nothing; visitors upload nothing at all
MB = 2**20


def large_upload(view: View) -> View:
    """Declare that a page takes files of the size that the installation allows."""
    view.upload_limit_mb = settings.UPLOAD_LIMIT_MB  # type: ignore[attr-defined]
    return view


def was_too_large(request: HttpRequest) -> bool:
    """Tell whether a file of this request was dropped because of its size."""
    request.FILES  # noqa: B018 - reads the request
    return bool(getattr(request, "upload_too_large", False))


class BoundedUpload(FileUploadHandler):
    """Stands before the handlers that keep a file, and counts what passes."""

    def handle_raw_input(self, *_parts: Any, **_options: Any) -> None:
        """Find the limit of the page that is asked for."""
        assert self.request is not None
        match = self.request.resolver_match
        view = match.func if match else None
        actor = getattr(self.request, "actor", None)
        is_known = actor is not None and actor.user_id is not None
        self._left = getattr(view, "upload_limit_mb", USUAL_MB) * MB if is_known else 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what fits; the rest of the request is read and forgotten."""
        self._left -= len(raw_data)
        if self._left < 0:
            self.request.upload_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Leave the keeping to the others."""
        return None
