"""What a person chose about how pages look: theme and language, both in cookies."""

from __future__ import annotations

from django.http import HttpRequest

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "tema"
LANGUAGE_COOKIE = "idioma"
YEAR_SECONDS = 365 * 24 * 3600


def theme_of(request: HttpRequest | None) -> str:
    """The theme chosen in the cookie; "auto" (the device's) if none or an unknown one."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto") if request else "auto"
    return chosen if chosen in THEMES else "auto"
