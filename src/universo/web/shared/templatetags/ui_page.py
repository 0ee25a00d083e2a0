"""Tags of the page around the content: theme, language, the person's menu, messages."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.choices import SponsorLevel
from universo.web.shared import look

register = template.Library()
_THEME_LOOKS = (
    ("auto", _("Automatic"), "monitor"),
    ("light", _("Light"), "sun"),
    ("dark", _("Dark"), "moon"),
)
_MESSAGE_TONES = {
    "success": ("ok", "circle-check"),
    "error": ("bad", "circle-alert"),
    "warning": ("warn", "triangle-alert"),
}


def _request(context: Context) -> HttpRequest | None:
    found = context.get("request")
    return found if isinstance(found, HttpRequest) else None


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme for `<html data-theme>`: auto, light or dark."""
    return look.theme_of(_request(context))


@register.inclusion_tag("shared/parts/prefs.html", takes_context=True)
def preferences(context: Context) -> dict[str, Any]:
    """The switches of theme and language."""
    request = _request(context)
    return {
        "theme": look.theme_of(request),
        "themes": _THEME_LOOKS,
        "languages": settings.LANGUAGES,
        "language": get_language() or settings.LANGUAGE_CODE,
        "here": request.get_full_path() if request and request.method == "GET" else "/",
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("shared/parts/usermenu.html", takes_context=True)
def user_menu(context: Context) -> dict[str, Any]:
    """The signed-in person's card: `person` of the context if the view gives one, else the actor."""
    request = _request(context)
    actor = getattr(request, "actor", None)
    person = context.get("person")
    if not person and actor is not None and actor.user_id is not None:
        person = {"name": actor.name, "role": _role(actor), "links": _account_links()}
    return {"person": person, "request": request, "csrf_token": context.get("csrf_token", "")}


def _role(actor: Actor) -> str:
    """What the person is here: the staff roles, or the company and the sponsor's level."""
    if actor.is_staff:
        return " · ".join(str(StaffRole(role).label) for role in sorted(actor.roles))
    level = SponsorLevel(actor.sponsor_level).label if actor.sponsor_level else ""
    return " · ".join(str(part) for part in (actor.partner_name, level) if part)


def _account_links() -> list[dict[str, Any]]:
    """The pages of the person's own account that this installation has."""
    wanted = (
        ("account_change_password", _("Password"), "key-round"),
        ("mfa_index", _("Second factor"), "shield-check"),
    )
    links = []
    for name, label, icon in wanted:
        try:
            links.append({"url": reverse(name), "label": label, "icon": icon})
        except NoReverseMatch:
            continue
    return links


@register.filter
def message_tone(tags: str) -> str:
    return _message_look(tags)[0]


@register.filter
def message_icon(tags: str) -> str:
    return _message_look(tags)[1]


def _message_look(tags: str) -> tuple[str, str]:
    return next(
        (found for word, found in _MESSAGE_TONES.items() if word in (tags or "").split()),
        ("brand", "info"),
    )
