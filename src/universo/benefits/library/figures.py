"""What the library brings: downloads by partner and month, what nobody took, searches in vain (R-2)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import TruncMonth

from universo.benefits.library.models import Download, EmptySearch, Item, Version
from universo.benefits.library.queries import reads_all
from universo.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class Taken:
    """How often a partner's people took how many pieces in a month."""

    month: date
    partner_id: int
    partner: str
    downloads: int
    items: int
    people: int


def downloads(actor: Actor) -> QuerySet[Download]:
    """Return the downloads that a person may know of: all, or none."""
    return Download.objects.all() if reads_all(actor) else Download.objects.none()


def by_partner(actor: Actor, since: date, until: date) -> list[Taken]:
    """Return downloads of the days from `since` to before `until` by month and partner, the newest first."""
    rows = (
        downloads(actor)
        .filter(day__gte=since, day__lt=until)
        .annotate(month=TruncMonth("day"))
        .values("month", "partner_id", "partner__legal_name", "partner__trade_name")
        .annotate(
            downloads=Count("pk"),
            items=Count("version__item", distinct=True),
            people=Count("user", distinct=True),
        )
        .order_by("-month", "-downloads", "partner__legal_name")
    )
    return [
        Taken(
            row["month"], row["partner_id"], row["partner__trade_name"] or row["partner__legal_name"],
            row["downloads"], row["items"], row["people"],
        )
        for row in rows
    ]  # fmt: skip


def of_versions(actor: Actor, item: Item) -> dict[int, int]:
    """Return how often each version of a piece was taken."""
    rows = (
        downloads(actor).filter(version__item=item).values_list("version").annotate(n=Count("pk"))
    )
    return dict(rows)


def of_item(actor: Actor, item: Item) -> QuerySet[Download, Any]:
    """Return who took a piece: partner, version, how often and when last."""
    return (
        downloads(actor)
        .filter(version__item=item)
        .values("partner__legal_name", "partner__trade_name", "version__label", "version__sequence")
        .annotate(n=Count("pk"), last=Max("day"))
        .order_by("-last", "partner__legal_name", "-version__sequence")
    )


def of_items(actor: Actor) -> dict[int, int]:
    """Return how often each piece was taken, all versions together."""
    rows = downloads(actor).values_list("version__item").annotate(n=Count("pk"))
    return dict(rows)


def never_taken(actor: Actor, day: date) -> QuerySet[Item]:
    """Return the pieces with a file that partners may take and nobody ever took, the oldest first."""
    if not reads_all(actor):
        return Item.objects.none()
    files = Version.objects.filter(
        item=OuterRef("pk"), from_date__lte=day, withdrawn_at__isnull=True
    ).exclude(stored_name="")
    taken = Download.objects.filter(version__item=OuterRef("pk"))
    rows = Item.objects.filter(Exists(files), ~Exists(taken), withdrawn_at__isnull=True)
    return rows.order_by("created_at", "pk")


def empty_searches(actor: Actor, since: date) -> QuerySet[EmptySearch]:
    """Return words that found nothing since a month, those asked for most often first."""
    rows = EmptySearch.objects.filter(month__gte=since) if reads_all(actor) else None
    return (rows if rows is not None else EmptySearch.objects.none()).order_by("-times", "words")
