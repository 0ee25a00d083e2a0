"""The technical material for a partner: look for it, keep it at hand, follow it, download it (R-2)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from universo.benefits.choices import Service
from universo.benefits.library import queries
from universo.domain.decision_clock import local_date
from universo.usecases import use_library as use
from universo.web.portal.forms.library import LibraryFilter
from universo.web.shared.access import actor_of, partner
from universo.web.shared.benefit_gate import needs
from universo.web.shared.library_files import answer_file
from universo.web.shared.library_words import about_text, marked, version_facts

PER_PAGE = 20


@partner()
@require_safe
@needs(Service.LIBRARY)
def board(request: HttpRequest) -> HttpResponse:
    """What there is for the partner, by words and filters; words that find nothing are counted."""
    actor, now = actor_of(request), timezone.now()
    day = local_date(now)
    form = LibraryFilter(
        request.GET,
        products=queries.products_with_material(actor, day),
        use_required_attribute=False,
    )
    wanted = form.wanted()
    found = queries.search(actor, wanted, day)
    page = Paginator(queries.with_versions(found, actor, day), PER_PAGE).get_page(
        request.GET.get("page")
    )
    if wanted.words and not page.object_list and wanted == queries.Wanted(words=wanted.words):
        use.note_empty_search(actor=actor, now=now, typed=wanted.words)
    kept = queries.favourites_of(actor)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(item, kept, day) for item in page],
        "filtered": wanted != queries.Wanted(),
    }
    return render(request, "portal/library/board.html", context)


def _row(item: Any, kept: set[int], day: Any) -> dict[str, Any]:
    return {
        "item": item,
        "title": marked(getattr(item, "title_found", item.title)),
        "summary": marked(getattr(item, "summary_found", item.summary)),
        "about": about_text(item),
        "current": queries.current_of(item, day),
        "is_kept": item.pk in kept,
    }


@partner()
@require_safe
@needs(Service.LIBRARY)
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """One piece: its newest version, those it replaced, and what took its place."""
    actor, day = actor_of(request), local_date(timezone.now())
    found = queries.find_item(actor, item_id, day)
    current = queries.current_of(found, day)
    items, products = queries.follows_of(actor)
    context = {
        "item": found,
        "about": about_text(found),
        "current": current,
        "facts": version_facts(current) if current else [],
        "others": [version for version in found.shown if version != current],
        "newest": queries.newest_of(actor, found, day),
        "is_kept": found.pk in queries.favourites_of(actor),
        "is_followed": found.pk in items,
        "products": [(one, one.pk in products) for one in found.products.all()],
    }
    return render(request, "portal/library/item.html", context)


@partner()
@require_POST
@needs(Service.LIBRARY)
def favourite(request: HttpRequest, item_id: int) -> HttpResponse:
    """Keep a piece at hand, or no longer."""
    wanted = request.POST.get("wanted") == "1"
    use.set_favourite(actor=actor_of(request), now=timezone.now(), item_id=item_id, wanted=wanted)
    said = _("It is among your favourites.") if wanted else _("It is no longer a favourite.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("portal:library_item", args=[item_id]))


@partner()
@require_POST
@needs(Service.LIBRARY)
def follow(request: HttpRequest, item_id: int, followed_id: int | None = None) -> HttpResponse:
    """Be told by mail of new versions of a piece, or of a product's material; or no longer."""
    wanted = request.POST.get("wanted") == "1"
    what = {"item_id": item_id} if followed_id is None else {"product_id": followed_id}
    use.set_follow(actor=actor_of(request), now=timezone.now(), wanted=wanted, **what)
    said = _("We will write to you when there is something new.")
    messages.success(request, said if wanted else _("We will not write to you about it any more."))
    return HttpResponseRedirect(reverse("portal:library_item", args=[item_id]))


@partner()
@require_safe
@needs(Service.LIBRARY)
def file(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Download a version, whole or from where a download broke off."""
    actor, now = actor_of(request), timezone.now()
    version = use.may_take(actor, now, version_id)
    return answer_file(
        request, version, lambda: use.count_download(actor=actor, now=now, version=version)
    )
