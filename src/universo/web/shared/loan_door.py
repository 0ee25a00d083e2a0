"""What the QR of a note opens: the page of its loan, on the site of whoever reads it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_safe

from universo.benefits.units.queries import loan_by_uid
from universo.web.shared.access import SIGNED_IN, actor_of


@SIGNED_IN
@require_safe
def door(request: HttpRequest, loan_uid: UUID) -> HttpResponse:
    """Lead to the loan; 404 for those who may not see it."""
    actor = actor_of(request)
    found = loan_by_uid(actor, loan_uid)
    return redirect("portal:loan" if actor.partner_id else "backoffice:loan", found.pk)


urlpatterns = [path("<uuid:loan_uid>/", door, name="loan_door")]
