"""The public directory of partners: a list, a page for each, and what search engines read (R-2)."""

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from universo.benefits.directory import public
from universo.benefits.directory.choices import Kind
from universo.benefits.integrations.queries import certified_of
from universo.domain.decision_clock import local_date
from universo.program.queries import locality_names
from universo.usecases.count_mention import count_mention
from universo.web.public.forms.directory import DirectoryFilter
from universo.web.public.structured import item_list, json_ld, organization, page_address, whole
from universo.web.shared.access import PUBLIC, actor_of
from universo.web.shared.directory_files import logo_answer
from universo.web.shared.directory_words import shown_of, whatsapp_words
from universo.web.shared.rate_limit import allowed, too_many

PER_PAGE = 20
HOUR_SECONDS = 3600
LOOKS_PER_HOUR = 1_200
PICTURES_PER_HOUR = 12_000
COUNTED_PER_HOUR = 60  # of one address: more is no customer
MOST_IN_SITEMAP = 50_000  # of the format
_ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|curl|wget|python|headless", re.IGNORECASE)
LEAVES = {"web": Kind.WEB, "whatsapp": Kind.WHATSAPP}  # the browser goes elsewhere, by way of us
STAYS = {"telefono": Kind.PHONE, "correo": Kind.MAIL}  # another program opens
Page = Callable[..., HttpResponse]


def limited(times: int) -> Callable[[Page], Page]:
    """Ask an address that looks too often to wait."""

    def declare(view: Page) -> Page:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            name = "directory" if times == LOOKS_PER_HOUR else view.__name__
            if not allowed(request, name, times=times, seconds=HOUR_SECONDS):
                return too_many(request)
            return view(request, *args, **values)

        return checked

    return declare


@PUBLIC
@never_cache
@require_safe
@limited(LOOKS_PER_HOUR)
def board(request: HttpRequest) -> HttpResponse:
    """The partners that are mentioned today, by name; narrowed by what is asked for."""
    today = _today()
    form = DirectoryFilter(request.GET)
    wanted = form.wanted()
    found = public.with_parts(public.search(wanted, today))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [shown_of(one, today) for one in page]
    here = reverse("public:directory")
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "wanted": wanted,
        "localities": locality_names(wanted.province) if wanted.province else [],
        "canonical": whole(here + (f"?page={page.number}" if page.number > 1 else "")),
        "structured": json_ld(item_list(rows, page.start_index() or 1)),
    }
    return render(request, "public/directory/board.html", context)


@PUBLIC
@require_safe
@limited(PICTURES_PER_HOUR)
def localities(request: HttpRequest) -> HttpResponse:
    """Names of localities of a province, for suggesting while one types."""
    return JsonResponse(locality_names(request.GET.get("province", "")), safe=False)


@PUBLIC
@never_cache
@require_safe
@limited(LOOKS_PER_HOUR)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A partner's own page, while it is shown; any other address is simply missing."""
    today = _today()
    found = _shown(slug, today)
    shown = shown_of(found, today)
    _count(request, found, Kind.VIEW)
    context = {
        "shown": shown,
        "version": found,
        "whatsapp": whatsapp_words(found.whatsapp),
        "dial": "+54" + public.dialled(found.phone) if found.phone else "",
        "canonical": page_address(slug),
        "logo_url": whole(reverse("public:directory_logo", args=[slug])) if found.logo_id else "",
        "certified": certified_of(found.listing.partner_id, today),
        "structured": json_ld(organization(shown)),
    }
    return render(request, "public/directory/page.html", context)


@PUBLIC
@never_cache
@require_safe
@limited(PICTURES_PER_HOUR)
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo of a page that is shown."""
    return logo_answer(_shown(slug, _today()).logo)


@PUBLIC
@never_cache
@require_safe
@limited(LOOKS_PER_HOUR)
def leave(request: HttpRequest, slug: str, way: str) -> HttpResponse:
    """Count that somebody goes to the partner's site or WhatsApp, and send him there."""
    found = _shown(slug, _today())
    if way not in LEAVES:
        raise Http404
    target = found.website
    if LEAVES[way] == Kind.WHATSAPP:
        target = f"https://wa.me/{found.whatsapp}" if found.whatsapp else ""
    if not target:
        raise Http404
    _count(request, found, LEAVES[way])
    return HttpResponseRedirect(target)


@PUBLIC
@never_cache
@require_POST
@limited(LOOKS_PER_HOUR)
def contacted(request: HttpRequest, slug: str, way: str) -> HttpResponse:
    """Count that somebody uses the partner's phone or mail; a script says so."""
    found = _shown(slug, _today())
    if way not in STAYS:
        raise Http404
    _count(request, found, STAYS[way])
    return HttpResponse(status=204)


@PUBLIC
@never_cache
@require_safe
@limited(LOOKS_PER_HOUR)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages, and those of the partners that are shown now."""
    fixed = ("public:home", "public:directory", "public:terms")
    rows = public.shown(_today()).values_list("listing__slug", "decided_at")[:MOST_IN_SITEMAP]
    context = {
        "fixed": [whole(reverse(name)) for name in fixed],
        "pages": [(page_address(slug), decided_at) for slug, decided_at in rows],
    }
    made = render_to_string("public/directory/sitemap.xml", context)
    return HttpResponse(made, content_type="application/xml; charset=utf-8")


def _today() -> date:
    return local_date(timezone.now())


def _shown(slug: str, today: date) -> Any:
    found = public.page_of(slug, today)
    if found is None:
        raise Http404
    return found


def _count(request: HttpRequest, found: Any, kind: str) -> None:
    """Count people who may become customers: not robots, not Hasar, not the partner itself."""
    actor = actor_of(request)
    insider = actor.is_staff or actor.partner_id == found.listing.partner_id
    robot = _ROBOT.search(request.headers.get("User-Agent", "robot"))
    if request.method == "HEAD" or insider or robot:
        return
    if allowed(
        request, f"mention:{found.listing_id}:{kind}", times=COUNTED_PER_HOUR, seconds=HOUR_SECONDS
    ):
        count_mention(now=timezone.now(), listing_id=found.listing_id, kind=kind)
