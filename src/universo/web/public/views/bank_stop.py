"""The old contact stops a change of bank account with the link of the mail, without signing in."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from universo.errors import Conflict, NotPermitted
from universo.partners.bank_accounts import stop_by_link
from universo.partners.bank_links import account_of_link
from universo.partners.bank_queries import waiting
from universo.web.shared.access import PUBLIC
from universo.web.shared.rate_limit import allowed, too_many

TRIES_PER_HOUR = 60
HOUR_SECONDS = 3600


@PUBLIC
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, stop_token: str) -> HttpResponse:
    """What would be stopped and a button: scanners that open links stop nothing. Twice is once."""
    if not allowed(request, "bank_stop", times=TRIES_PER_HOUR, seconds=HOUR_SECONDS):
        return too_many(request)
    now = timezone.now()
    try:
        if request.method == "POST":
            _stopped(stop_token)
            return HttpResponseRedirect(request.path)
        found = account_of_link(stop_token)
    except NotPermitted as error:
        raise Http404 from error
    context = {"account": found, "waits": waiting(found, now)}
    return render(request, "public/bank/stop.html", context)


def _stopped(token: str) -> None:
    with suppress(Conflict):  # the page that follows says what became of it
        stop_by_link(now=timezone.now(), token=token)
