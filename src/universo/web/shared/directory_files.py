"""Pictures of the directory: logos as we made them, and badges drawn at the moment of asking (R-2)."""

from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from universo.benefits.directory.logos import read_logo
from universo.benefits.directory.public import BadgeState
from universo.pdf import picture

MARK = Path(__file__).resolve().parent / "static" / "universo" / "img" / "mark.svg"
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def logo_answer(logo: Any) -> HttpResponse:
    """Give a logo: a picture by its bytes, kept by nobody, so that it goes when its page goes."""
    content = read_logo(logo.stored_name) if logo is not None else None
    if content is None:
        raise Http404
    return _picture(content, logo.content_type)


def badge_answer(verified: Any, kind: str, *, download: bool = False) -> HttpResponse:
    """Give the badge as it stands now: one that is not in force says so itself."""
    response = _picture(draw_badge(verified, "svg" if kind == "svg" else "png"), TYPES[kind])
    if download:
        name = f"partner-universo-hasar.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def draw_badge(verified: Any, kind: Literal["svg", "png"]) -> bytes:
    """Return the picture of a badge: the partner's name and where anybody verifies it."""
    in_force = verified.state == BadgeState.IN_FORCE
    address = verify_url(verified.code).partition("://")[2]
    data = {
        "lang": "es",
        "mark": _mark(),
        "in_force": in_force,
        "heading": "Partner Universo Hasar" if in_force else _("Badge not in force"),
        "name": verified.name,
        "note": _("Verify: %(address)s") % {"address": address},
    }
    return picture("badge", data, kind)


def verify_url(code: str) -> str:
    """Return the whole address at which a badge is verified."""
    return f"{settings.PUBLIC_URL}{reverse('public:badge', args=[code])}"


def badge_alt(name: str) -> str:
    """Return the words for the picture of a badge."""
    return _("Partner Universo Hasar: %(name)s") % {"name": name}


@cache
def _mark() -> str:
    return MARK.read_text(encoding="utf-8")


def _picture(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
