"""The directory of partners for Hasar: pages to review, skills, and what the mention brings (R-2)."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from universo.benefits.directory import figures, public, queries
from universo.domain.decision_clock import local_date
from universo.domain.word_changes import Change, changes
from universo.identity.roles import StaffRole
from universo.program.choices import Category
from universo.usecases.keep_skills import add_skill, change_skill
from universo.usecases.review_directory_page import approve_page, return_page, take_down_page
from universo.web.backoffice.acting import do_and_go, succeeded
from universo.web.backoffice.forms.directory import (
    PageFilter,
    ReasonForm,
    SkillChangeForm,
    SkillForm,
)
from universo.web.shared.access import actor_of, staff
from universo.web.shared.directory_files import logo_answer
from universo.web.shared.directory_words import FIELDS, look_of, parts_of, shown_of

KEEPERS = staff(StaffRole.PROGRAM_ADMIN)
PER_PAGE = 25
YEAR = timedelta(days=364)
FORMS = ["GET", "HEAD", "POST"]


def tabs(chosen: str) -> list[dict[str, Any]]:
    """Return the parts of the directory's pages; `chosen` is the URL name of the open one."""
    parts = (
        ("directory", _("Pages"), "store"),
        ("directory_figures", _("Figures"), "chart-column"),
        ("directory_skills", _("Skills"), "wrench"),
    )
    return [
        {"label": label, "icon": icon, "url": reverse(f"backoffice:{name}"), "active": name == chosen}
        for name, label, icon in parts
    ]  # fmt: skip


@KEEPERS
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The pages that wait, first in first out; or any others by state and partner."""
    actor = actor_of(request)
    form = PageFilter(request.GET if request.GET else {"estado": "WAITING"})
    wanted = form.wanted()
    page = Paginator(queries.search(actor, **wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("directory"),
        "form": form,
        "page": page,
        "rows": [(one, look_of(one.status)) for one in page],
        "counts": queries.counts(actor),
        "is_queue": wanted["state"] == "WAITING" and not wanted["text"],
    }
    return render(request, "backoffice/directory/board.html", context)


@KEEPERS
@never_cache
@require_http_methods(FORMS)
def version(request: HttpRequest, page_id: int) -> HttpResponse:
    """One version beside what is shown: approve it, return it with a reason, or take it down."""
    actor = actor_of(request)
    found = queries.find_version(actor, page_id)
    before = queries.published_beside(found)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        here = request.path
        if request.POST.get("action") == "approve":
            said = _("The page was approved.")
            return do_and_go(request, here, approve_page, said, version_id=page_id)
        taking = request.POST.get("action") == "take_down"
        act = take_down_page if taking else return_page
        said = _("The page was taken down.") if taking else _("The page was returned.")
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        if succeeded(request, form, act, said, version_id=page_id, reason=reason):
            return redirect(here)
    context = {
        "version": found,
        "before": before if found.status == "WAITING" else None,
        "look": look_of(found.status),
        "shown": shown_of(found, local_date(timezone.now())),
        "rows": _compared(found, before if found.status == "WAITING" else None),
        "form": form,
        "may_write": queries.may_review(actor),
        "history": [
            (one, look_of(one.status)) for one in queries.history(actor, found.listing_id)[:20]
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/directory/version.html", context, status=status)


def _compared(found: Any, before: Any) -> list[dict[str, Any]]:
    """Return each field with its pieces: what is the same, what goes and what is new."""
    new, old = parts_of(found), parts_of(before) if before else {}
    rows = []
    for name, label in FIELDS.items():
        pieces = changes(old.get(name, new[name]), new[name])
        is_changed = any(piece.change != Change.SAME for piece in pieces)
        if new[name] or is_changed:
            rows.append({"label": label, "pieces": pieces, "is_changed": is_changed})
    return rows


@KEEPERS
@require_safe
def logo(request: HttpRequest, logo_id: int) -> HttpResponse:
    """Any logo, shown or not."""
    return logo_answer(queries.find_logo(actor_of(request), logo_id))


@KEEPERS
@require_http_methods(FORMS)
def skills(request: HttpRequest) -> HttpResponse:
    """The skills by which people look for partners; adding one."""
    actor = actor_of(request)
    form = SkillForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        name = form.cleaned_data["name"] if form.is_valid() else ""
        if succeeded(request, form, add_skill, _("The skill was added."), name=name):
            return redirect("backoffice:directory_skills")
    context = {
        "tabs": tabs("directory_skills"),
        "rows": queries.all_skills(actor),
        "form": form,
        "may_write": queries.may_review(actor),
    }
    status = 422 if form.errors else 200
    return render(request, "backoffice/directory/skills.html", context, status=status)


@KEEPERS
@require_http_methods(FORMS)
def skill(request: HttpRequest, skill_id: int) -> HttpResponse:
    """Rename a skill, or offer it no longer."""
    actor = actor_of(request)
    found = queries.all_skills(actor).filter(pk=skill_id).first()
    if found is None or not queries.may_review(actor):
        raise Http404
    initial = {"name": found.name, "is_active": found.is_active}
    form = SkillChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        typed = form.cleaned_data if form.is_valid() else {}
        said = _("The changes were saved.")
        if succeeded(request, form, change_skill, said, skill_id=skill_id, **typed):
            return redirect("backoffice:directory_skills")
    status = 422 if form.errors else 200
    context = {"skill": found, "form": form}
    return render(request, "backoffice/directory/skill.html", context, status=status)


@KEEPERS
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Who is mentioned where, who is looked at, and who may be mentioned and is not."""
    actor, today = actor_of(request), local_date(timezone.now())
    first = today - YEAR
    told = figures.mentions(actor, today)
    seen = figures.seen(actor, first, today)
    missing = figures.not_mentioned(actor, today)
    context = {
        "tabs": tabs("directory_figures"),
        "first": first,
        "today": today,
        "told": told,
        "categories": [(label, told.categories.get(code, 0)) for code, label in Category.choices],
        "seen": seen,
        "views": sum(row.views for row in seen),
        "contacts": sum(row.contacted for row in seen),
        "missing": missing,
        "shown_now": set(public.shown(today).values_list("listing__slug", flat=True)),
    }
    return render(request, "backoffice/directory/figures.html", context)
