"""What happens around every page: language, the actor, access, and a database that is too busy."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render, resolve_url
from django.utils import timezone, translation

from universo.domain.decision_clock import local_date
from universo.errors import NotPermitted
from universo.identity.actor import VISITOR
from universo.partners.actors import actor_for
from universo.web.shared.access import Access

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "idioma"


class LanguageMiddleware:
    """Spanish unless the person chose English; the browser's own language changes nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE)
        known = {code for code, _name in settings.LANGUAGES}
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "es-ar")
        return response


class ReadableMiddleware:
    """Forms come in UTF-8, and the database keeps no NUL: what is neither never reaches a page.

    Django would fail once more while it explains a wrong charset, and that answer would be a 500.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = (request.content_params or {}).get("charset", "utf-8").lower()
        # Not by the public name: setting that one reads the address in the charset first.
        request._encoding = "utf-8"  # type: ignore[attr-defined]
        if stated not in {"utf-8", "utf8"}:
            return render(request, "400.html", status=415)
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "")
        return self.get_response(request)


class AccessMiddleware:
    """Finds the actor and asks the view's declared rule; forbidden looks like missing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        signed_in = user is not None and user.is_authenticated
        request.actor = actor_for(user, local_date(timezone.now())) if signed_in else VISITOR  # type: ignore[attr-defined]
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let through, send to sign in, or answer 404."""
        rule = access_of(view)
        actor = request.actor  # type: ignore[attr-defined]
        if rule is None:
            raise Http404
        if rule.anonymous or rule.allows(actor, request.method or "GET"):
            return None
        if actor.user_id is None:
            return _sign_in(request)
        raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """What an operation or query refuses to this actor looks as if it did not exist."""
        if isinstance(error, NotPermitted):
            raise Http404 from error


def _sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, and from there back to the page where the person was.

    A script's request learns it from the status: the page of the sign-in is not what it asked for.
    """
    page = request.get_full_path()
    if request.method not in {"GET", "HEAD"}:  # what was posted cannot be repeated by a link
        page = _page_of_the_form(request)
    answer = redirect_to_login(page)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": answer.url})
    return answer


def _page_of_the_form(request: HttpRequest) -> str:
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return urlunsplit(("", "", came_from.path, came_from.query, ""))


def access_of(view: Callable[..., Any]) -> Access | None:
    """Return the rule a view declares; those of the sign-in library are listed in `accounts`."""
    declared = getattr(view, "access", None) or getattr(
        getattr(view, "view_class", None), "access", None
    )
    if isinstance(declared, Access):
        return declared
    if getattr(view, "__module__", "").startswith("allauth."):
        from universo.web.shared.accounts import library_access

        return library_access(view)
    return None


class DatabaseTimeoutMiddleware:
    """A lock or statement that timed out is a 503 with Retry-After, never silence (protocol 3)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 503 when the database could not attend to the request."""
        if not isinstance(error, OperationalError):
            return None
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "5"
        return response
