"""Reading the library: what a person may see, what it holds for him, and finding by words (R-2)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchRank
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from universo.benefits.library.choices import audiences_of
from universo.benefits.library.models import Favourite, Follow, Item, Version
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.models import Product

KEEPERS = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
MOST_WORDS = 12
MARK_ON, MARK_OFF = "\ue000", "\ue001"  # around what was found; of no alphabet
STEM = "public.library_stem"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; empty is everything."""

    words: str = ""
    kind: str = ""
    language: str = ""
    product_id: int | None = None
    family_id: int | None = None
    mine: str = ""  # "favourites" or "followed"


def may_keep(actor: Actor) -> bool:
    """Tell whether the actor publishes, replaces and withdraws."""
    return actor.user_id is not None and actor.has(*KEEPERS)


def reads_all(actor: Actor) -> bool:
    """Tell whether the actor reads all of the library, and what is done with it."""
    return actor.sees_everything or actor.has(*KEEPERS)


def visible_to(actor: Actor, day: date) -> QuerySet[Item]:
    """Return the pieces a person may see on a local day: partners those meant for them that have begun.

    A piece that was withdrawn stays visible to partners who may have taken it, marked as such; that a
    partner may use the library at all is `benefits.queries.benefit_of`'s to say.
    """
    if reads_all(actor):
        return Item.objects.all()
    if actor.partner_id is None:
        return Item.objects.none()
    meant = Q(audience=[]) | Q(audience__overlap=audiences_of(actor))
    begun = Version.objects.filter(item=OuterRef("pk"), from_date__lte=day)
    return Item.objects.filter(meant, Exists(begun))


def versions_visible_to(actor: Actor, day: date) -> QuerySet[Version]:
    """Return the versions a person may see, the newest first; partners those that have begun."""
    rows = Version.objects.order_by("-sequence").select_related("item")
    if reads_all(actor):
        return rows
    return rows.filter(from_date__lte=day, item__in=visible_to(actor, day))


def with_versions(rows: QuerySet[Item], actor: Actor, day: date) -> QuerySet[Item]:
    """Add what a page of pieces shows: `shown` versions, products and families."""
    own = Version.objects.order_by("-sequence").select_related("created_by")
    if not reads_all(actor):
        own = own.filter(from_date__lte=day)
    plain: Any = rows  # the checker would define `shown` once more
    filled: QuerySet[Item] = plain.prefetch_related(
        Prefetch("versions", queryset=own, to_attr="shown"), "products", "families"
    )
    return filled


def find_item(actor: Actor, item_id: int, day: date) -> Item:
    """Return one piece with its versions. Raises NotPermitted."""
    rows = with_versions(visible_to(actor, day), actor, day).select_related(
        "replaced_by", "withdrawn_by"
    )
    found = rows.filter(pk=item_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def find_version(actor: Actor, version_id: int, day: date) -> Version:
    """Return one version with its piece. Raises NotPermitted."""
    found = versions_visible_to(actor, day).filter(pk=version_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def current_of(item: Item, day: date) -> Version | None:
    """Return the newest of the shown versions that has begun and was not withdrawn."""
    if item.withdrawn_at is not None:
        return None
    return next((v for v in item.shown if v.withdrawn_at is None and v.from_date <= day), None)


def newest_of(actor: Actor, item: Item, day: date) -> Item | None:
    """Return the piece at the end of the chain of replacements that the actor may see; None without."""
    found, seen = None, {item.pk}
    rows = visible_to(actor, day)
    at = item
    while at.replaced_by_id is not None and at.replaced_by_id not in seen:
        seen.add(at.replaced_by_id)
        following = Item.objects.filter(pk=at.replaced_by_id).first()
        if following is None:
            break
        at = following
        if at.withdrawn_at is None and rows.filter(pk=at.pk).exists():
            found = at
    return found


def words_of(typed: str) -> list[str]:
    """Return the words of a search: letters and digits, small, at most twelve."""
    return re.findall(r"[^\W_]+", typed.replace("\0", "").lower()[:200])[:MOST_WORDS]


def search(actor: Actor, wanted: Wanted, day: date) -> QuerySet[Item]:
    """Return the pieces a person may see that fit, the best first; without words the newest first.

    With words each has `title_found` and `summary_found`, with MARK_ON and MARK_OFF around what was found.
    """
    rows = _narrowed(visible_to(actor, day), actor, wanted)
    if not reads_all(actor):
        rows = rows.filter(withdrawn_at__isnull=True)
        in_force = Version.objects.filter(
            item=OuterRef("pk"), from_date__lte=day, withdrawn_at__isnull=True
        )
        rows = rows.filter(Exists(in_force))
    words = words_of(wanted.words)
    latest = Version.objects.filter(item=OuterRef("pk")).order_by("-sequence")
    rows = rows.annotate(latest=Coalesce(latest.values("from_date")[:1], Value(date.min)))
    if words:
        asked = Func(
            Value(words),
            function="public.library_query",
            template="%(function)s(%(expressions)s::text[])",
        )
        rows = rows.filter(_matches(asked)).annotate(
            rank=SearchRank(F("search"), asked),
            title_found=_found("title", asked),
            summary_found=_found("summary", asked),
        )
        return rows.order_by(F("replaced_by").desc(nulls_first=True), "-rank", "-latest", "-pk")
    return rows.order_by("-latest", "-pk")


def _matches(asked: Func) -> Func:
    """The search's own comparison: stems or beginnings of all words."""
    return Func(F("search"), asked, arg_joiner=" @@ ", template="(%(expressions)s)",
                output_field=BooleanField())  # fmt: skip


def _found(field: str, asked: Func) -> SearchHeadline:
    return SearchHeadline(
        field, asked, config=STEM, start_sel=MARK_ON, stop_sel=MARK_OFF, highlight_all=True,
    )  # fmt: skip


def _narrowed(rows: QuerySet[Item], actor: Actor, wanted: Wanted) -> QuerySet[Item]:
    for name in ("kind", "language"):
        if getattr(wanted, name):
            rows = rows.filter(**{name: getattr(wanted, name)})
    if wanted.product_id is not None:
        of_product = Q(products=wanted.product_id) | Q(
            products__isnull=True,
            families__in=Product.objects.filter(pk=wanted.product_id).values("family"),
        )
        rows = rows.filter(pk__in=Item.objects.filter(of_product).values("pk"))
    if wanted.family_id is not None:
        of_family = Q(families=wanted.family_id) | Q(products__family=wanted.family_id)
        rows = rows.filter(pk__in=Item.objects.filter(of_family).values("pk"))
    if wanted.mine == "favourites":
        rows = rows.filter(pk__in=Favourite.objects.filter(user=actor.user_id).values("item"))
    if wanted.mine == "followed":
        rows = rows.filter(pk__in=followed(actor))
    return rows


def followed(actor: Actor) -> QuerySet[Item, Any]:
    """Return the ids of what a person follows, by itself or by its products."""
    own = Follow.objects.filter(user=actor.user_id)
    return Item.objects.filter(
        Q(pk__in=own.filter(item__isnull=False).values("item"))
        | Q(products__in=own.filter(product__isnull=False).values("product"))
    ).values("pk")


def favourites_of(actor: Actor) -> set[int]:
    """Return the ids of the pieces a person keeps at hand."""
    return set(Favourite.objects.filter(user=actor.user_id).values_list("item_id", flat=True))


def follows_of(actor: Actor) -> tuple[set[int], set[int]]:
    """Return the ids of the pieces and of the products a person follows by himself."""
    rows = list(Follow.objects.filter(user=actor.user_id).values_list("item_id", "product_id"))
    return {item for item, _p in rows if item}, {product for _i, product in rows if product}


def products_with_material(actor: Actor, day: date) -> QuerySet[Product]:
    """Return the products for which there is something the actor may see."""
    return Product.objects.filter(pk__in=visible_to(actor, day).values("products")).order_by("name")
