"""Quotes of a partner for his customers: written, issued, printed, copied, withdrawn (R-2 b)."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from universo.audit.queries import timeline
from universo.benefits.choices import Service
from universo.benefits.prices import quote_queries
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.usecases.issue_quote import copy_quote, withdraw_quote
from universo.usecases.write_quote import start_quote
from universo.web.portal.forms.prices import NewQuoteForm, QuoteFilter, WithdrawQuoteForm
from universo.web.portal.quote_draft import draft_page
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needs
from universo.web.shared.forms import show_refusal
from universo.web.shared.price_files import quote_pdf
from universo.web.shared.price_words import portal_tabs, quote_look
from universo.web.shared.timeline import entries_of

PER_PAGE = 25
USUAL_DAYS = 10


@partner()
@needs(Service.PRICES)
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The quotes of his company, the last changed first."""
    actor, today = actor_of(request), local_date(timezone.now())
    form = QuoteFilter(request.GET)
    wanted = form.wanted()
    found = quote_queries.search(actor, today, **wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": portal_tabs("quotes"),
        "form": form,
        "page": page,
        "rows": [(row, quote_look(row, today)) for row in page],
        "filtered": any(wanted.values()),
    }
    return render(request, "portal/prices/quotes.html", context)


@partner()
@needs(Service.PRICES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a quote: for whom, in which currency, for how long."""
    initial = {"validity_days": USUAL_DAYS, "uid": uuid4()}
    form = NewQuoteForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = start_quote(
                actor=actor_of(request), now=timezone.now(), uid=typed["uid"],
                currency=typed["currency"], data=form.data_of(),
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error)
        else:
            return redirect("portal:quote", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "portal/prices/quote_new.html", {"form": form}, status=status)


@partner()
@needs(Service.PRICES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, quote_id: int) -> HttpResponse:
    """One quote: a draft to be written, or an issued one to be read, printed, copied and withdrawn."""
    actor, today = actor_of(request), local_date(timezone.now())
    found = quote_queries.quote(actor, quote_id)
    if found.status == "DRAFT":
        return draft_page(request, found)
    form = WithdrawQuoteForm(request.POST if request.POST.get("act") == "withdraw" else None)
    if request.method == "POST":
        if not form.is_bound:  # sent from the page of the draft that it was
            messages.warning(request, _("It was issued: copy it to change something."))
            return redirect("portal:quote", found.pk)
        if form.is_valid() and _withdrawn(request, found.pk, form):
            return redirect("portal:quote", found.pk)
    lines = quote_queries.lines_of(found)
    context = {
        "quote": found,
        "look": quote_look(found, today),
        "lines": lines,
        "sums": quote_queries.totals_of(lines),
        "below": sum(line.is_below_own for line in lines),
        "form": form,
        "copy_uid": uuid4(),
        "entries": entries_of(timeline(actor, "quote", found.pk)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "portal/prices/quote.html", context, status=status)


def _withdrawn(request: HttpRequest, quote_id: int, form: Any) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        withdraw_quote(
            actor=actor_of(request), now=timezone.now(), quote_id=quote_id, reason=reason
        )
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("The quote was withdrawn."))
    return True


@partner()
@needs(Service.PRICES)
@require_safe
def pdf(request: HttpRequest, quote_id: int) -> HttpResponse:
    """An issued quote as PDF for the customer; a draft has none."""
    found = quote_queries.quote(actor_of(request), quote_id)
    if found.status == "DRAFT":
        raise Http404
    lines = quote_queries.lines_of(found)
    made = quote_pdf(found, lines, quote_queries.totals_of(lines))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.pdf"'
    return response


@partner()
@needs(Service.PRICES)
@require_POST
def copy(request: HttpRequest, quote_id: int) -> HttpResponse:
    """Begin a draft with the customer and the lines of this one."""
    try:
        uid = UUID(request.POST.get("uid", ""))
    except ValueError:
        uid = uuid4()
    try:
        made = copy_quote(actor=actor_of(request), now=timezone.now(), uid=uid, quote_id=quote_id)
    except Conflict as error:
        messages.warning(request, str(error.message))
        return redirect("portal:quote", quote_id)
    return redirect("portal:quote", made.pk)
