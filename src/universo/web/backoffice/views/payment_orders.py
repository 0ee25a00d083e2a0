"""One payment of a batch: its withholdings, taking it out, the bank's refusal."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from universo.errors import DomainError, InvalidInput, NotPermitted
from universo.identity.roles import StaffRole as Role
from universo.rewards import payment_queries
from universo.usecases import pay_settlements, prepare_payments
from universo.web.backoffice.forms.settling import ReasonForm, withholding_set
from universo.web.shared.access import actor_of, staff
from universo.web.shared.forms import show_refusal

FIELDS = ("kind", "regime", "certificate", "amount_minor")


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, order_id: int) -> HttpResponse:
    """Look at one payment; a POST sets its withholdings, takes it out or records a refusal."""
    try:
        found = payment_queries.order(actor_of(request), order_id)
    except NotPermitted as error:
        raise Http404 from error
    held = [{name: getattr(row, name) for name in FIELDS} for row in found.withholdings.all()]
    rows = withholding_set(found.settlement.currency, initial=held)
    form, status = ReasonForm(), 200
    if request.method == "POST":
        if "withhold" in request.POST:
            rows = withholding_set(found.settlement.currency, request.POST, held)
            done = _withheld(request, found, rows)
        else:
            form = ReasonForm(request.POST)
            done = _out(request, found, form)
        if done:
            return redirect("backoffice:payment_batch", found.batch_id)
        status = 422
    return render(
        request,
        "backoffice/rewards/order.html",
        _context(request, found, rows, form),
        status=status,
    )


def _context(request: HttpRequest, found: Any, rows: Any, form: ReasonForm) -> dict[str, Any]:
    actor, status = actor_of(request), found.batch.status
    may_write = actor.has(Role.FINANCE) and found.status == "PENDING"
    return {
        "order": found,
        "batch": found.batch,
        "rows": rows,
        "form": form,
        "may_withhold": may_write
        and status == "PREPARED"
        and found.batch.prepared_by_id == actor.user_id,
        "may_take_out": may_write and status == "PREPARED",
        "may_refuse": may_write and status == "APPROVED",
    }


def _withheld(request: HttpRequest, found: Any, rows: Any) -> bool:
    if not rows.is_valid():
        return False
    stated = [row for row in (form.row() for form in rows.forms) if row is not None]
    try:
        prepare_payments.withhold(
            actor=actor_of(request), now=timezone.now(), order_id=found.pk, rows=stated
        )
    except InvalidInput as error:
        rows.forms[0].add_error(None, str(error.message))
        return False
    except NotPermitted:
        raise
    except DomainError as error:
        rows.forms[0].add_error(None, str(error.message))
        return False
    messages.success(request, _("The withholdings were recorded."))
    return True


def _out(request: HttpRequest, found: Any, form: ReasonForm) -> bool:
    if not form.is_valid():
        return False
    values = {"actor": actor_of(request), "now": timezone.now(), "order_id": found.pk}
    values["reason"] = form.cleaned_data["reason"]
    try:
        if "refuse" in request.POST:
            pay_settlements.reject_order(**values)
        else:
            prepare_payments.take_out(**values)
    except DomainError as error:
        show_refusal(form, error)
        return False
    reference = found.settlement.reference
    messages.success(
        request, _("%(reference)s can be paid in another batch.") % {"reference": reference}
    )
    return True
