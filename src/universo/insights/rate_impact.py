"""Whom new rates touch, and whose rates they never reach: what was accepted keeps its own (P-7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from universo.domain.decision_clock import local_date
from universo.opportunities.models import FrozenRate, Notice, NoticeItem, NoticeStatus
from universo.partners.days import held_on
from universo.partners.models import Enrolment
from universo.program.choices import SponsorLevel
from universo.program.operations import RateKey

REFERENCES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """Accepted notices that froze the same rate of one of these: how many, and the first of them."""

    family: str
    product: str
    rate_bp: int
    count: int
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelImpact:
    """Whom changes of a level touch: its sponsors, and notices that may be accepted from that day on."""

    level: str
    sponsors: tuple[tuple[int, str], ...]  # partners, by name
    open_notices: int  # sent and not decided: accepted from that day on, they freeze the new rates
    asking: int  # those of them that ask for one of these families
    drafts: int
    accepted: int  # keep theirs
    kept: tuple[Kept, ...]

    @property
    def label(self) -> str:
        """The level's name on screens."""
        return str(SponsorLevel(self.level).label)


def rate_impact(keys: Collection[RateKey], now: datetime) -> list[LevelImpact]:
    """Return whom a change of these rates touches, by level, in the order of `SponsorLevel`."""
    levels = [level for level in SponsorLevel.values if any(k.level == level for k in keys)]
    return [_of_level(level, [k for k in keys if k.level == level], now) for level in levels]


def _of_level(level: str, keys: list[RateKey], now: datetime) -> LevelImpact:
    enrolled = Enrolment.objects.filter(
        held_on(local_date(now)), level=level, partner__is_active=True
    ).select_related("partner")
    sponsors = sorted(
        ((row.partner_id, str(row.partner)) for row in enrolled), key=lambda row: row[1].casefold()
    )
    of_level = Notice.objects.filter(level=level)
    waiting = of_level.filter(status=NoticeStatus.SUBMITTED, due_at__gt=now)
    families = {key.family_id for key in keys}
    asking = NoticeItem.objects.filter(notice__in=waiting, family_id__in=families)
    return LevelImpact(
        level=level,
        sponsors=tuple(sponsors),
        open_notices=waiting.count(),
        asking=asking.values("notice_id").distinct().count(),
        drafts=Notice.objects.filter(
            status=NoticeStatus.DRAFT, partner_id__in=[pk for pk, _name in sponsors]
        ).count(),
        accepted=of_level.filter(status=NoticeStatus.ACCEPTED).count(),
        kept=tuple(_kept(level, keys)),
    )


def _kept(level: str, keys: list[RateKey]) -> list[Kept]:
    of_keys = Q()
    for key in keys:
        of_keys |= Q(family_id=key.family_id, product_id=key.product_id)
    rows = (
        FrozenRate.objects.filter(of_keys, notice__level=level)
        .filter(notice__status=NoticeStatus.ACCEPTED)
        .select_related("family", "product", "notice")
        .order_by("family__name", "product__name", "rate_bp", "notice__number")
    )
    groups: dict[tuple[str, str, int], list[str]] = {}
    for row in rows.iterator():
        product = row.product.name if row.product else ""
        found = groups.setdefault((row.family.name, product, row.rate_bp), [])
        found.append(row.notice.reference)
    return [
        Kept(*group, len(found), tuple(found[:REFERENCES_SHOWN])) for group, found in groups.items()
    ]
