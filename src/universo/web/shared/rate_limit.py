"""How often one address may do what costs: send mails, create records, ask for passwords.

Counted in a fixed window per process; a person is told to wait, with nothing lost.
"""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def client_ip(request: HttpRequest) -> str:
    """Return the address of the person's machine; "" if it cannot be told."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def allowed(request: HttpRequest, name: str, *, times: int, seconds: int) -> bool:
    """Count one use of `name` from this address; False once it was used `times` in the window."""
    key = f"limit:{name}:{client_ip(request)}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) <= times
    except ValueError:  # the window ended between the two calls
        return True


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the page that asks to wait (429)."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "600"
    return response
