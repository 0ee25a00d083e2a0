"""Sending a file of the library: in parts, so that a download that broke goes on where it was (RFC 9110)."""

import base64
from collections.abc import Callable
from datetime import UTC
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import http_date, parse_http_date_safe

from universo.domain.byte_ranges import Part, Unsatisfiable, part_of
from universo.usecases.use_library import content

RETRY_SECONDS = "120"


def answer_file(
    request: HttpRequest, version: Any, count: Callable[[], object]
) -> HttpResponseBase:
    """Answer GET or HEAD of a stored version: whole (200), a part (206), unchanged (304), 416, or 503.

    Always an attachment, never shown in a page. `count` is called when its first bytes are sent.
    """
    whole = Part(0, version.size_bytes, version.size_bytes)
    if _unchanged(request, version):
        return _with_headers(HttpResponse(status=304), version)
    part, status = whole, 200
    if request.method == "GET" and _may_be_part(request, version):
        try:
            asked = part_of(request.headers.get("Range", ""), version.size_bytes)
        except Unsatisfiable:
            refused = HttpResponse(status=416)
            refused["Content-Range"] = f"bytes */{version.size_bytes}"
            return _with_headers(refused, version)
        if asked is not None:
            part, status = asked, 206
    try:
        pieces = content(version, part)
    except OSError:
        page = render(request, "shared/benefits/file_missing.html", status=503)
        page["Retry-After"] = RETRY_SECONDS
        return page
    if request.method == "GET" and part.start == 0:
        count()
    body: HttpResponseBase = StreamingHttpResponse(pieces, status=status)
    if request.method == "HEAD":
        body = HttpResponse(status=status)
    body["Content-Type"] = version.content_type
    body["Content-Length"] = str(part.length)
    if status == 206:
        body["Content-Range"] = part.content_range
    return _with_headers(body, version)


def _modified(version: Any) -> int:
    return int(version.created_at.astimezone(UTC).timestamp())


def _unchanged(request: HttpRequest, version: Any) -> bool:
    """Tell whether the browser has these bytes already."""
    tags = request.headers.get("If-None-Match", "")
    stated = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    return version.etag in stated or tags.strip() == "*"


def _may_be_part(request: HttpRequest, version: Any) -> bool:
    """Tell whether the part that is asked for belongs to the bytes that the browser began with."""
    began_with = request.headers.get("If-Range", "").strip()
    if not began_with:
        return True
    if began_with.startswith(('"', "W/")):
        return began_with == str(version.etag)  # a weak one never counts for parts
    return bool(parse_http_date_safe(began_with) == _modified(version))


def _with_headers(response: HttpResponseBase, version: Any) -> HttpResponseBase:
    plain = version.file_name.encode("ascii", "ignore").decode() or "archivo"
    digest = base64.b64encode(bytes.fromhex(version.sha256)).decode()
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = version.etag
    response["Last-Modified"] = http_date(_modified(version))
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(version.file_name)}"
    )
    response["Repr-Digest"] = f"sha-256=:{digest}:"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache, no-transform"
    return response
