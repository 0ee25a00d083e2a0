"""Hasar grants support, changes its rules, and what was not used lapses by itself (R-2)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.support import fund, mails, queries
from universo.benefits.support.choices import RequestStatus
from universo.benefits.support.models import Allotment, Grant, SupportRequest, SupportRules
from universo.domain.decision_clock import local_date
from universo.domain.money import MAX_MINOR
from universo.domain.sales_support import SupportRules as Rules
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import SYSTEM, Actor
from universo.partners.models import Partner
from universo.program.choices import Currency
from universo.rewards.wording import amount_text
from universo.usecases.ask_support import move, note
from universo.usecases.decide_support import reason_of

LOCK = 0x5355504F  # "SUPO": one change of the rules at a time


@dataclass(frozen=True, slots=True)
class GrantData:
    """The same amount, in minor units, to each of these partners, until a last day."""

    partner_ids: Sequence[int]
    currency: str
    amount_minor: int
    expires_date: date
    reason: str


@transaction.atomic
def grant_support(*, actor: Actor, now: datetime, uid: UUID, data: GrantData) -> Allotment:
    """Grant an amount to partners; the same `uid` with the same body gives the first again.

    Raises NotPermitted, InvalidInput (fields of GrantData), Conflict for another body under `uid`.
    """
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    why, today = reason_of(data.reason), local_date(now)
    partners = list(Partner.objects.filter(pk__in=data.partner_ids).order_by("pk"))
    _lock("uid", str(uid))
    known = Allotment.objects.filter(uid=uid).first()
    if known is not None:
        return _same(known, data, why)
    _check_grant(data, partners, today)
    made = Allotment.objects.create(
        uid=uid, currency=data.currency, amount_minor=data.amount_minor,
        expires_date=data.expires_date, reason=why, granted_at=now,
        granted_by_id=actor.user_id or 0,
    )  # fmt: skip
    grants = Grant.objects.bulk_create(
        Grant(
            allotment=made, partner=partner, currency=data.currency,
            amount_minor=data.amount_minor, expires_date=data.expires_date,
        )
        for partner in partners
    )  # fmt: skip
    fund.grant_all(fund.Stamp(actor, now, today), grants)
    amount, until = amount_text(data.amount_minor, data.currency), data.expires_date.isoformat()
    for partner in partners:
        record(
            actor=actor, now=now, name="benefits.support.granted", subject_kind="partner",
            subject_id=partner.pk, partner_may_read=True, amount=amount, until_date=until,
            reason=why,
        )  # fmt: skip
    return made


@transaction.atomic
def change_support_rules(
    *, actor: Actor, now: datetime, rules: Rules, from_date: date, reason: str
) -> SupportRules:
    """Set the rules from today or a later day on; what was set for that day or later is replaced.

    Requests sent before keep theirs. Raises NotPermitted, InvalidInput (fields of Rules, `from_date`,
    `reason`), Conflict when nothing would change.
    """
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    why = reason_of(reason)
    _check_rules(rules, from_date, local_date(now))
    _lock("rules", "")
    later = SupportRules.objects.filter(valid_from__gte=from_date)
    before = SupportRules.objects.filter(valid_from__lt=from_date).order_by("-valid_from").first()
    if not later.exists() and before is not None and before.rules == rules:
        raise Conflict(_("The table says so already."))
    later.delete()
    made = SupportRules.objects.create(
        valid_from=from_date, **asdict(rules), reason=why, created_at=now,
        created_by_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, now=now, name="benefits.support_rules.changed", subject_kind="program",
        subject_id=made.pk, from_date=from_date.isoformat(), reason=why, **asdict(rules),
    )  # fmt: skip
    return made


def sweep_support(now: datetime) -> tuple[int, int]:
    """Lapse what nobody proved in time and expire what nobody reserved; return how many of each.

    Again gives none. A request at a time, each in its transaction.
    """
    today, lapsed = local_date(now), 0
    late = SupportRequest.objects.filter(status=RequestStatus.APPROVED, lapses_date__lt=today)
    for pk in late.order_by("pk").values_list("pk", flat=True):
        lapsed += _lapse(now, today, pk)
    with transaction.atomic():
        stamp = fund.Stamp(SYSTEM, now, today)
        gone = fund.expire(stamp)
        for row in gone:
            record(
                actor=SYSTEM, now=now, name="benefits.support.expired", subject_kind="partner",
                subject_id=row.partner_id, partner_may_read=True,
                amount=amount_text(row.free_minor, row.currency),
            )  # fmt: skip
    return lapsed, len(gone)


@transaction.atomic
def _lapse(now: datetime, today: date, request_id: int) -> int:
    rows = SupportRequest.objects.select_for_update(of=("self",)).select_related("partner")
    found = rows.filter(pk=request_id, status=RequestStatus.APPROVED, lapses_date__lt=today).first()
    if found is None:
        return 0
    move(found, RequestStatus.LAPSED)
    fund.settle(fund.Stamp(SYSTEM, now, today), found, 0)
    note(SYSTEM, now, "benefits.support.lapsed", found)
    mails.tell_partner(found, "lapsed", now)
    return 1


def _lock(kind: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, kind + name])


def _same(known: Allotment, data: GrantData, why: str) -> Allotment:
    stored = (
        sorted(known.grants.values_list("partner_id", flat=True)), known.currency,
        known.amount_minor, known.expires_date, known.reason,
    )  # fmt: skip
    sent = (
        sorted(set(data.partner_ids)), data.currency, data.amount_minor, data.expires_date, why
    )  # fmt: skip
    if stored != sent:
        raise Conflict(_("From this page something else was already recorded."))
    return known


def _check_grant(data: GrantData, partners: list[Partner], today: date) -> None:
    errors: dict[str, list[Any]] = {}
    if not partners or len(partners) != len(set(data.partner_ids)):
        errors["partner"] = [_("Choose one of the list.")]
    if data.currency not in Currency.values:
        errors["currency"] = [_("Choose one of the list.")]
    if not 0 < data.amount_minor < MAX_MINOR // 100:
        errors["amount"] = [_("Type an amount above zero.")]
    if data.expires_date < today:
        errors["expires_date"] = [_("Choose today or a later day.")]
    elif data.expires_date.year > today.year + 5:
        errors["expires_date"] = [_("The date is too far ahead. Check the year.")]
    if errors:
        raise InvalidInput(errors)


def _check_rules(rules: Rules, from_date: date, today: date) -> None:
    errors: dict[str, list[Any]] = {}
    for name in ("campaign_bp", "event_bp", "material_bp", "visit_bp"):
        if not 0 < getattr(rules, name) <= 10_000:
            errors[name] = [_("Type a percentage above 0 and up to 100.")]
    for name in ("second_ars_minor", "second_usd_minor"):
        if not 0 <= getattr(rules, name) < MAX_MINOR:
            errors[name] = [_("The amount is too large.")]
    if not 1 <= rules.evidence_days <= 120:
        errors["evidence_days"] = [
            _("Type a number from %(least)s to %(most)s.") % {"least": 1, "most": 120}
        ]
    if from_date < today:
        errors["from_date"] = [
            _("The table is never changed backwards: choose today or a later day.")
        ]
    elif from_date.year > today.year + 5:
        errors["from_date"] = [_("The date is too far ahead. Check the year.")]
    if errors:
        raise InvalidInput(errors)
