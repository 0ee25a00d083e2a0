"""Pages of a benefit: whoever lacks it gets a page that says what is needed, on every method (R-2)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from universo.benefits.queries import benefit_of
from universo.domain.decision_clock import local_date
from universo.domain.entitlement import Answer
from universo.web.shared.access import actor_of
from universo.web.shared.benefit_words import SERVICES, SLUG_OF, ways_words

Page = Callable[..., HttpResponseBase]


def needs(service: str) -> Callable[[Page], Page]:
    """Let through the people of partners that may use the service today; stands below `@partner()`."""

    def declare(view: Page) -> Page:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
            answer = benefit_of(actor_of(request), service, local_date(timezone.now()))
            if answer.allowed:
                return view(request, *args, **values)
            return needed(request, service, answer)

        return checked

    return declare


def needed(request: HttpRequest, service: str, answer: Answer, **more: Any) -> HttpResponse:
    """Say what the actor's partner lacks for a service; 403."""
    told = SERVICES[SLUG_OF[service]]
    context = {"told": told, "ways": ways_words(actor_of(request), answer), **more}
    return render(request, "shared/benefits/needed.html", context, status=403)
