"""What is true of every request to the API: no cookies, a limit, problems as documents."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from universo.web.api import limits, problems
from universo.web.shared.middleware import LANGUAGE_COOKIE

ROOT = "/api/"
PAGES = ("/api/v1/docs",)  # for people, with the cookies of any page
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiMiddleware:
    """Forgets cookies, so that no session ever acts on the API and nothing can be forged across sites;
    counts before anything is read; turns whatever refusal comes out into a problem document.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(ROOT) or request.path.startswith(PAGES):
            return self.get_response(request)
        language = _language(request)
        request.COOKIES = {LANGUAGE_COOKIE: language}
        request.META.pop("HTTP_COOKIE", None)
        with translation.override(language):
            wait = limits.wait_for_turn(request)
            if wait:
                headers = {"Retry-After": str(wait)}
                answer: HttpResponseBase = problems.response("rate", headers=headers)
            else:
                answer = _as_problem(self.get_response(request))
        answer["Content-Language"] = language
        answer["Cache-Control"] = "no-store"
        answer["Vary"] = "Accept-Language, Authorization"
        return answer


def _language(request: HttpRequest) -> str:
    """Return Spanish unless English is preferred (Accept-Language)."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.partition("-")[0] in {"es", "en"}:
            return "en" if code.startswith("en") else str(settings.LANGUAGE_CODE)
    return str(settings.LANGUAGE_CODE)


def _as_problem(answer: HttpResponseBase) -> HttpResponseBase:
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code < 400 or kind.startswith(problems.MEDIA_TYPE):
        return answer
    headers = {name: answer[name] for name in KEPT if answer.has_header(name)}
    return problems.response(problems.kind_of(answer.status_code), headers=headers)
