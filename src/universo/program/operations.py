"""Writing the programme's dated values. Use cases open the transaction, ask who may, and record."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, DomainError
from universo.identity.actor import Actor
from universo.program.models import CalendarVersion, Holiday, ProductFamily, RewardRate, Terms


@dataclass(frozen=True, slots=True)
class RateKey:
    """What a rate belongs to: a family or one product of it, and a sponsor level (R-13)."""

    family_id: int
    product_id: int | None
    level: str


@dataclass(frozen=True, slots=True)
class TermsData:
    """The policies of a version of the terms (P-1 to P-13); amounts in minor units."""

    decision_days: int
    day_policy: str
    receipt_rule: str
    internal_target_days: int
    protection_days: int
    renewal_wait_days: int
    reward_basis: str
    minimum_payment_ars_minor: int
    minimum_payment_usd_minor: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class HolidayData:
    """A day of the holiday table as a person types it; whether it counts follows from `kind`."""

    date: dt.date
    name: str
    kind: str
    scope: str = "AR"
    state: str = "confirmado"
    norm: str = ""
    original_date: dt.date | None = None

    @property
    def counts_in_nac(self) -> bool:
        """National holidays are off under every policy (P-2)."""
        return self.kind.startswith("feriado")

    @property
    def counts_in_nac_dnl(self) -> bool:
        """General days off are off under NAC+DNL too; bank and provincial days under neither."""
        return self.counts_in_nac or self.kind.startswith("dnl")


def lock_families(family_ids: Iterable[int]) -> dict[int, ProductFamily]:
    """Lock families, in order: their rates and what waits to change them move one at a time."""
    rows = ProductFamily.objects.select_for_update().filter(pk__in=set(family_ids))
    return {row.pk: row for row in rows.order_by("pk")}


def open_rate(
    *, actor: Actor, now: datetime, key: RateKey, rate_bp: int, from_date: date
) -> RewardRate:
    """Close the range in force on `from_date` and open another there, up to the next change.

    A range that was to begin on that very day is replaced: it was never in force. The caller has
    locked the family; the exclusion constraint is the last line (house rule 11).
    """
    rows = _rates_of(key)
    upcoming = rows.filter(valid__startswith__gt=from_date).order_by("valid").first()
    until = upcoming.valid.lower if upcoming else None
    current = rows.filter(valid__contains=from_date).first()
    if current is not None and current.valid.lower == from_date:
        until = current.valid.upper
        rows.filter(pk=current.pk).update(
            rate_bp=rate_bp, is_demo=False, created_at=now, created_by_id=actor.user_id
        )
        current.refresh_from_db()
        return current
    if current is not None:
        until = current.valid.upper
        rows.filter(pk=current.pk).update(valid=DateRange(current.valid.lower, from_date))
    return RewardRate.objects.create(
        family_id=key.family_id,
        product_id=key.product_id,
        level=key.level,
        rate_bp=rate_bp,
        valid=DateRange(from_date, until),
        created_at=now,
        created_by_id=actor.user_id,
    )


def _rates_of(key: RateKey) -> QuerySet[RewardRate]:
    product = Q(product_id=key.product_id) if key.product_id else Q(product__isnull=True)
    return RewardRate.objects.filter(product, family_id=key.family_id, level=key.level)


def store_terms(*, actor: Actor, now: datetime, valid_from: date, data: TermsData) -> Terms:
    """Store the next version of the terms. Raises DomainError unless it follows all others.

    Old versions stay: notices keep the one they were received under (P-7).
    """
    list(Terms.objects.select_for_update().values_list("pk", flat=True))
    last = Terms.objects.order_by("-valid_from").first()
    if last is not None and valid_from <= last.valid_from:
        raise DomainError(
            _("Version %(number)s begins on %(day)s. Choose a later day.")
            % {"number": last.version, "day": last.valid_from.strftime("%d/%m/%Y")},
            field="valid_from",
        )
    number = Terms.objects.aggregate(n=Max("version"))["n"] or 0
    values = {name: getattr(data, name) for name in TermsData.__slots__}
    try:
        with transaction.atomic():
            return Terms.objects.create(
                version=number + 1,
                valid_from=valid_from,
                created_at=now,
                created_by_id=actor.user_id,
                **values,
            )
    except IntegrityError as error:
        raise Conflict(_("Somebody else did it a moment ago.")) from error


def next_calendar(
    *, actor: Actor, now: datetime, expected: int, note: str
) -> tuple[CalendarVersion, dict[int, Holiday]]:
    """Copy the table into a new version; return it and its days by the id they had before.

    Raises Conflict when `expected` is not the newest version: somebody edited it meanwhile.
    """
    list(CalendarVersion.objects.select_for_update().values_list("pk", flat=True))
    last = CalendarVersion.objects.order_by("-number").first()
    if last is None or last.number != expected:
        raise Conflict(
            _("Somebody changed the table while you were editing. Look at it and try again.")
        )
    made = CalendarVersion.objects.create(
        number=last.number + 1, note=note, created_at=now, created_by_id=actor.user_id
    )
    old = list(last.days.all())
    for day in old:
        day.source_pk = day.pk  # type: ignore[attr-defined]
        day.pk, day.calendar = None, made
    copies = Holiday.objects.bulk_create(old)
    return made, {copy.source_pk: copy for copy in copies}  # type: ignore[attr-defined]


def put_day(version: CalendarVersion, data: HolidayData, day: Holiday | None = None) -> Holiday:
    """Store a day in a version of the table, anew or over `day`. Raises Conflict if it is there."""
    target = day or Holiday(calendar=version)
    clean = replace(data, name=data.name.strip(), norm=data.norm.strip())
    for name in HolidayData.__slots__:
        setattr(target, name, getattr(clean, name))
    target.counts_in_nac = clean.counts_in_nac
    target.counts_in_nac_dnl = clean.counts_in_nac_dnl
    try:
        with transaction.atomic():
            target.save()
    except IntegrityError as error:
        raise Conflict(_("The table already has this day with this name."), field="date") from error
    return target
