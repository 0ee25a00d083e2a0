"""One collection: a cheque clears, a certificate comes, or it is taken back (P-9)."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.identity.roles import StaffRole as Role
from universo.sales.queries import find_collection
from universo.usecases.record_collection import (
    clear_cheque,
    register_certificate,
    reverse_collection,
)
from universo.web.backoffice.forms.sales import CertificateForm, ClearForm, ReverseForm
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

ACTS: dict[str, tuple[type[forms.Form], Callable[..., Any]]] = {
    "clear": (ClearForm, clear_cheque),
    "certify": (CertificateForm, register_certificate),
    "reverse": (ReverseForm, reverse_collection),
}


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, collection_id: int) -> HttpResponse:
    """What may still be done with a collection; a POST does one of ACTS."""
    collection = find_collection(actor_of(request), collection_id)
    if collection is None:
        raise Http404
    today = local_date(timezone.now())
    shown: dict[str, forms.Form] = {
        "clear": ClearForm(initial={"cleared_date": today}),
        "certify": CertificateForm(),
        "reverse": ReverseForm(initial={"uid": uuid.uuid4(), "on_date": today}),
    }
    status = 200
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in ACTS:
            raise Http404
        shown[act] = ACTS[act][0](request.POST)
        if _done(request, collection_id, act, shown[act]):
            return redirect(_document(collection))
        status = 422
    context = {
        "collection": collection,
        "is_reversed": getattr(collection, "reversal", None) is not None,
        "title": collection.document.title,
        "document_url": _document(collection),
        "may_write": actor_of(request).has(Role.FINANCE),
        **{f"{name}_form": form for name, form in shown.items()},
    }
    return render(request, "backoffice/sales/collection.html", context, status=status)


def _document(collection: Any) -> str:
    return reverse("backoffice:document", args=[collection.document_id])


def _done(request: HttpRequest, collection_id: int, act: str, form: forms.Form) -> bool:
    if not form.is_valid():
        return False
    try:
        ACTS[act][1](
            actor=actor_of(request),
            now=timezone.now(),
            collection_id=collection_id,
            **form.cleaned_data,
        )
    except Conflict as error:
        messages.warning(request, str(error.message))
        return True
    except DomainError as error:
        show_refusal(form, error)
        return False
    said = {
        "clear": _("The cheque counts as collected."),
        "certify": _("The withholding counts as collected."),
        "reverse": _("The collection was taken back."),
    }
    messages.success(request, said[act])
    return True
