"""A file in a request: its body itself, or the part «file» of a form."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from universo.errors import DomainError
from universo.tabular.files import MB, Uploaded
from universo.web.api.problems import Problem
from universo.web.shared.uploads import was_too_large

FORM = "multipart/form-data"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RAW = ("text/csv", SHEET, "application/zip", "application/octet-stream")
MEDIA = (*RAW, FORM)
PART = 2**16  # bytes at a time
_BYTES = {"schema": {"type": "string", "format": "binary"}}
REQUEST_BODY = {
    "requestBody": {
        "required": True,
        "description": gettext_noop(
            "A CSV, an XLSX, or a ZIP of one of them; up to a million rows."
        ),
        "content": {
            **{media: _BYTES for media in RAW},
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _BYTES["schema"]},
                }
            },
        },
    }
}


class Body:
    """The body of a request as a file, read a part at a time."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes. Raises Problem when the sender broke off: half a whole list retires the rest."""
        count = 0
        while part := self._request.read(PART):
            count += len(part)
            yield part
        if count < int(self._request.META.get("CONTENT_LENGTH") or 0):
            raise Problem("malformed", _("The body ends before its announced length."))


def uploaded(request: HttpRequest) -> tuple[Uploaded, str]:
    """Return the file and its name, if it has one. Raises Problem, DomainError (field `file`)."""
    length = request.headers.get("Content-Length", "")
    too_long = length.isdecimal() and int(length) > (settings.UPLOAD_LIMIT_MB + 1) * MB
    if too_long or (request.content_type == FORM and was_too_large(request)):
        said = _("The file is too large: at most %(n)s MB.") % {"n": settings.UPLOAD_LIMIT_MB}
        raise Problem("too-large", said)
    if request.content_type != FORM:
        return Body(request), ""
    found = request.FILES.get("file")
    stream = getattr(request, "_stream", None)
    if getattr(stream, "_pos", 0) < getattr(stream, "limit", 0):  # Django takes what came for all
        raise Problem("malformed", _("The body ends before its announced length."))
    if found is None:
        raise DomainError(_("Send the file in the part «file» of the form."), field="file")
    return found, str(found.name or "")
