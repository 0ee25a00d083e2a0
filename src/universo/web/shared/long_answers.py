"""Answers sent piece by piece hold a thread of the web server while they last: so many at once, no more.

Whoever reads slowly, or asks for many, leaves threads for everybody else's pages. Counted in each process.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from universo.web.shared.access import actor_of
from universo.web.shared.rate_limit import client_ip

RETRY_SECONDS = "30"
SHARE = 4  # one person has at most a quarter of them


class Slots:
    """How many long answers are being sent, all together and to each person."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    def take(self, who: str, most: int) -> bool:
        """Count one more for a person; False when there are `most`, or he has his share of them."""
        with self._lock:
            if self._held.total() >= most or self._held[who] >= max(1, most // SHARE):
                return False
            self._held[who] += 1
            return True

    def free(self, who: str) -> None:
        """Count one less."""
        with self._lock:
            self._held[who] -= 1
            if self._held[who] <= 0:
                del self._held[who]


SLOTS = Slots()


class Held:
    """What is sent, with what is to be done once it was, or once nobody reads on."""

    def __init__(self, pieces: Iterable[bytes], done: Callable[[], None]) -> None:
        self._pieces = iter(pieces)
        self._done: Callable[[], None] | None = done

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Called by the server when the answer ends, sent or not. Twice is once."""
        done, self._done = self._done, None
        if done is not None:
            done()

    __del__ = close  # whatever a server forgets


class LongAnswersMiddleware:
    """Stands innermost, where the actor is known; asks to come back (503) when no slot is free."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, StreamingHttpResponse):
            return response
        who = str(actor_of(request).user_id or client_ip(request))
        if not SLOTS.take(who, settings.DOWNLOADS_AT_ONCE):
            return _busy(request)
        # No view here streams asynchronously: the server is a WSGI one.
        rows = cast(Iterable[bytes], response.streaming_content)
        response.streaming_content = Held(rows, lambda: SLOTS.free(who))
        return response


def _busy(request: HttpRequest) -> HttpResponse:
    page = render(request, "shared/downloads_busy.html", status=503)
    page["Retry-After"] = RETRY_SECONDS
    return page
