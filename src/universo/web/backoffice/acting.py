"""One way for an administrator's form to become an act: refusals go back to its fields."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from universo.errors import DomainError, NotPermitted
from universo.web.shared.access import actor_of
from universo.web.shared.forms import show_refusal


def succeeded(
    request: HttpRequest, form: forms.Form, act: Callable[..., Any], said: Any, **values: Any
) -> Any:
    """Call `act` with the actor and the time if the form is valid; return what it made.

    None when the form or the operation refused: the form then carries the sentences.
    """
    if not form.is_valid():
        return None
    try:
        made = act(actor=actor_of(request), now=timezone.now(), **values)
    except DomainError as error:
        show_refusal(form, error)
        return None
    messages.success(request, str(said))
    return made if made is not None else True


def do_and_go(
    request: HttpRequest, url: str, act: Callable[..., Any], said: Any, **values: Any
) -> HttpResponse:
    """An act without a form, only a button: a refusal is said on the page where it leads."""
    try:
        act(actor=actor_of(request), now=timezone.now(), **values)
    except NotPermitted:
        raise
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(said))
    return HttpResponseRedirect(url)
