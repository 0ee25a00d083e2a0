"""The page on which a draft of a quote is written; every button stores what was typed first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from universo.benefits.prices import queries, quote_queries
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError
from universo.usecases.issue_quote import issue_quote
from universo.usecases.write_quote import discard_quote, save_quote
from universo.web.portal.forms.prices import DraftForm, LineForms
from universo.web.shared.access import actor_of
from universo.web.shared.forms import show_refusal

MOST_FOUND = 12


def draft_page(request: HttpRequest, found: Any) -> HttpResponse:
    """Show a draft, store it, add articles, issue it or throw it away."""
    lines, status = quote_queries.lines_of(found), 200
    form = DraftForm(initial=_head(found) | {"buscar": request.GET.get("buscar", "")[:120]})
    forms = LineForms(
        initial=[_line(line) for line in lines], form_kwargs={"currency": found.currency}
    )
    if request.method == "POST":
        act = request.POST.get("act", "save")
        if act == "discard":
            return _discarded(request, found)
        form = DraftForm(_posted(request, found))
        forms = LineForms(request.POST, form_kwargs={"currency": found.currency})
        answer = _acted(request, found, form, forms, act)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    context = {
        "quote": found,
        "form": form,
        "forms": forms,
        "rows": [
            (one, lines[at] if not forms.is_bound and at < len(lines) else None)
            for at, one in enumerate(forms)
        ],
        "lines": lines,
        "sums": quote_queries.totals_of(lines),
        "below": [] if forms.is_bound else [line for line in lines if line.is_below_own],
        "found": _articles(request, found),
        "searched": request.GET.get("buscar", ""),
        "over": found.revision if status == 409 else None,
    }
    return render(request, "portal/prices/quote_draft.html", context, status=status)


def _posted(request: HttpRequest, found: Any) -> Any:
    """Return what was typed; once somebody else's change was pointed out, it may be stored over it."""
    data = request.POST.copy()
    if request.POST.get("over") == str(found.revision):
        data["revision"] = str(found.revision)
    return data


def _acted(
    request: HttpRequest, found: Any, form: DraftForm, forms: Any, act: str
) -> HttpResponse | int:
    """Store and go on where the button leads; else the status to show the page again with."""
    if not (form.is_valid() & forms.is_valid()):
        return 422
    actor, now = actor_of(request), timezone.now()
    kind, _mark, code = act.partition(":")
    saved = None
    try:
        saved = save_quote(
            actor=actor, now=now, quote_id=found.pk, revision=form.cleaned_data["revision"],
            data=form.data_of(), lines=[line for one in forms if (line := one.line())],
            add_code=code if kind == "add" else "",
        )  # fmt: skip
        if act == "issue":
            made = issue_quote(actor=actor, now=now, quote_id=found.pk, revision=saved.revision)
            said = _("The quote %(reference)s was issued.") % {"reference": made.reference}
            messages.success(request, said)
            return redirect("portal:quote", found.pk)
    except DomainError as error:
        if saved is not None:  # stored, and not issued: what is typed next is about this one
            form.data["revision"] = str(saved.revision)  # type: ignore[index]
        show_refusal(form, error)
        return 409 if isinstance(error, Conflict) else 422
    searched = form.cleaned_data["buscar"] if kind in ("search", "add") else ""
    if kind == "save":
        messages.success(request, _("The draft was saved."))
    url = reverse("portal:quote", args=[found.pk])
    return redirect(f"{url}?{urlencode({'buscar': searched})}#articulos" if searched else url)


def _discarded(request: HttpRequest, found: Any) -> HttpResponse:
    try:
        discard_quote(actor=actor_of(request), now=timezone.now(), quote_id=found.pk)
    except Conflict as error:
        messages.warning(request, str(error.message))
        return redirect("portal:quote", found.pk)
    messages.success(request, _("The draft was discarded."))
    return redirect("portal:quotes")


def _head(found: Any) -> dict[str, Any]:
    names = ("customer_name", "customer_cuit", "validity_days", "notes", "revision")
    return {name: getattr(found, name) for name in names}


def _line(line: Any) -> dict[str, Any]:
    return {
        "code": line.code, "text": line.text, "quantity": line.quantity, "price": line.unit_minor,
        "vat": line.vat_bp,
    }  # fmt: skip


def _articles(request: HttpRequest, found: Any) -> list[Any]:
    """Return articles of his list, in the currency of the quote, that fit what he looked for."""
    words = request.GET.get("buscar", "")[:120]
    if not words.strip():
        return []
    own = queries.own_prices(actor_of(request), local_date(timezone.now()))
    wanted = queries.Wanted(words, currency=found.currency)
    return list(queries.narrowed(own, wanted)[:MOST_FOUND])
