"""Two small forms that work without a script: how pages look, and in which language they speak."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from universo.web.shared import look
from universo.web.shared.access import PUBLIC


@PUBLIC
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie and go back to the page one came from."""
    response = HttpResponseRedirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in look.THEMES:
        _keep(request, response, look.THEME_COOKIE, theme, readable=True)
    return response


@PUBLIC
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie and go back to the page one came from."""
    response = HttpResponseRedirect(_back(request))
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        _keep(request, response, look.LANGUAGE_COOKIE, code)
    return response


def _keep(
    request: HttpRequest, response: HttpResponse, name: str, value: str, *, readable: bool = False
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=look.YEAR_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=not readable,
    )


def _back(request: HttpRequest) -> str:
    """The page named by the form, if it is ours; else the start page."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"


app_name = "preferences"
urlpatterns = [
    path("apariencia/", choose_theme, name="theme"),
    path("idioma/", choose_language, name="language"),
]
