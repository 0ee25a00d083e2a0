"""Documents that came again with other content: compared side by side, and decided by a person."""

import hashlib
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole as Role
from universo.sales import queries
from universo.sales.comparing import contrasts, stated_by
from universo.sales.document_data import from_plain
from universo.sales.replacing import proposed_lines
from universo.usecases.decide_conflict import (
    Effect,
    effects_of_replacing,
    keep_stored,
    replace_stored,
)
from universo.web.backoffice.document_words import contrast_rows
from universo.web.backoffice.forms.documents import WhyForm
from universo.web.backoffice.forms.sales import LineSet, line_set, stated_lines, with_more_rows
from universo.web.shared.access import actor_of, staff

PAGE_SIZE = 25


@staff(Role.FINANCE)
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, or what was decided."""
    decided = request.GET.get("estado") == "resueltas"
    rows = queries.conflicts(actor_of(request), is_open=not decided)
    tabs = [
        {"label": _("To be decided"), "url": "?", "active": not decided,
         "count": queries.conflicts(actor_of(request)).count()},
        {"label": _("Decided"), "url": "?estado=resueltas", "active": decided},
    ]  # fmt: skip
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs, "decided": decided}
    return render(request, "backoffice/sales/conflicts.html", context)


@staff(Role.FINANCE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Stored and arrived side by side; a POST shows the consequences, keeps or replaces."""
    actor = actor_of(request)
    conflict = queries.find_conflict(actor, conflict_id)
    if conflict is None:
        raise Http404
    stated = from_plain(conflict.stated)
    rows = line_set(stated_lines(proposed_lines(conflict.document, stated)), 1)
    form, refusal = WhyForm(), ""
    if request.method == "POST" and "add_row" in request.POST:
        rows, form = with_more_rows(request.POST), WhyForm(initial=request.POST.dict())
    elif request.method == "POST":
        rows, form = LineSet(request.POST, prefix="lines"), WhyForm(request.POST)
        refusal, done = _acted(request, conflict.pk, rows, form)
        if done:
            return redirect("backoffice:document", conflict.document_id)
    context = _context(actor, conflict, stated, rows) | {"form": form, "rows": rows}
    context["refusal"] = refusal or context["refusal"]
    status = 422 if refusal or (form.is_bound and form.errors) else 200
    return render(request, "backoffice/sales/conflict.html", context, status=status)


def _context(actor: Actor, conflict: Any, stated: Any, rows: LineSet) -> dict[str, Any]:
    document = conflict.document
    is_open = conflict.status == "OPEN"
    stored = from_plain(conflict.before) if conflict.before else stated_by(document)
    context: dict[str, Any] = {
        "conflict": conflict,
        "document": document,
        "title": document.title,
        "is_open": is_open,
        "contrasts": contrast_rows(contrasts(stored, stated), document.currency),
        "may_write": actor.has(Role.FINANCE),
        "refusal": "",
        "effects": None,
    }
    if is_open and context["may_write"]:
        context["effects"], context["refusal"] = _effects(actor, conflict.pk, rows)
        context["seen"] = _fingerprint(context["effects"])
    return context


def _fingerprint(effects: list[Effect] | None) -> str:
    """Return a hash of the consequences as shown, so that none is confirmed unseen."""
    told = [(row.notice_id, row.before_minor, row.after_minor) for row in effects or []]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _effects(actor: Actor, conflict_id: int, rows: LineSet) -> tuple[list[Effect] | None, str]:
    """What replacing would change with the lines on the page; or why it cannot be done so."""
    bound = rows
    if not rows.is_bound:
        bound = LineSet(_as_posted(rows), prefix="lines")
    if not bound.is_valid():
        return None, ""
    try:
        found = effects_of_replacing(
            actor=actor, now=timezone.now(), conflict_id=conflict_id, lines=bound.lines()
        )
    except NotPermitted:
        raise
    except DomainError as error:
        return None, _sentences(error)
    return found, ""


def _as_posted(rows: LineSet) -> dict[str, Any]:
    """The first values of a form as if they had been sent."""
    data: dict[str, Any] = {
        "lines-TOTAL_FORMS": str(len(rows.forms)),
        "lines-INITIAL_FORMS": "0",
    }
    for form in rows.forms:
        for bound in form:
            value = bound.value()
            shown = bound.field.prepare_value(value)
            data[bound.html_name] = "" if shown is None else str(shown)
    return data


def _acted(
    request: HttpRequest, conflict_id: int, rows: LineSet, form: WhyForm
) -> tuple[str, bool]:
    """Do what the button says; return the sentence of a refusal and whether it is over."""
    act = request.POST.get("act", "")
    if act not in {"preview", "keep", "replace"}:
        raise Http404
    if act == "preview":
        form.errors.clear()
        return _bad_lines(rows), False
    if not form.is_valid():
        return "", False
    refusal = _unseen(request, conflict_id, rows) if act == "replace" else ""
    return (refusal, False) if refusal else _decided(request, conflict_id, rows, form, act)


def _unseen(request: HttpRequest, conflict_id: int, rows: LineSet) -> str:
    """Say why it cannot be replaced yet: wrong lines, or consequences that were not shown."""
    bad = _bad_lines(rows)
    if bad:
        return bad
    effects, refusal = _effects(actor_of(request), conflict_id, rows)
    if not refusal and request.POST.get("seen") != _fingerprint(effects):
        return str(_("The consequences are others now: look at them before replacing."))
    return refusal


def _decided(
    request: HttpRequest, conflict_id: int, rows: LineSet, form: WhyForm, act: str
) -> tuple[str, bool]:
    named = {
        "actor": actor_of(request),
        "now": timezone.now(),
        "conflict_id": conflict_id,
        "reason": form.cleaned_data["reason"],
    }
    try:
        if act == "keep":
            keep_stored(**named)
            messages.success(request, _("What was stored stays."))
        else:
            replace_stored(lines=rows.lines(), **named)
            messages.success(
                request, _("It was replaced, and the rewards were brought up to date.")
            )
    except NotPermitted:
        raise
    except Conflict as error:
        messages.warning(request, str(error.message))
    except DomainError as error:
        return _sentences(error), False
    return "", True


def _bad_lines(rows: LineSet) -> str:
    return "" if rows.is_valid() else str(_("Look at the lines: something is to be corrected."))


def _sentences(error: DomainError) -> str:
    errors = getattr(error, "errors", None) or {"": [error.message]}
    return " ".join(str(sentence) for found in errors.values() for sentence in found)
