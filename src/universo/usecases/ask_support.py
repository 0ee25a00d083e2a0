"""A partner asks Hasar to pay a part of what it spends on selling: drafts, sends, calls off (R-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.queries import require_benefit
from universo.benefits.support import fund, mails, queries
from universo.benefits.support.choices import Kind, RequestStatus
from universo.benefits.support.models import BudgetLine, SupportRequest
from universo.domain.decision_clock import local_date
from universo.domain.lifecycle import check_move
from universo.domain.money import MAX_MINOR
from universo.domain.sales_support import EDITABLE, REQUEST
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.models import Partner
from universo.program.choices import Currency
from universo.rewards.wording import amount_text

MOST_LINES = 8
AHEAD_DAYS = 365
LONGEST_DAYS = 120


@dataclass(frozen=True, slots=True)
class RequestData:
    """What a partner writes; `lines` are the budget: what for and how much, in minor units."""

    kind: str
    title: str
    purpose: str
    place: str
    from_date: date
    to_date: date
    currency: str
    lines: Sequence[tuple[str, int]]
    notice_id: int | None = None


@transaction.atomic
def save_request(*, actor: Actor, now: datetime, uid: UUID, data: RequestData) -> SupportRequest:
    """Keep a request as a draft, or change one that was not sent or was returned.

    `uid` is made by the page: the same again changes the same draft. Raises NotPermitted without the
    benefit or for another's request, InvalidInput (fields of RequestData, `text_1`, `amount_1` …),
    Conflict when it was sent already.
    """
    today = local_date(now)
    require_benefit(actor, Service.SUPPORT, today)
    partner = Partner.objects.select_for_update().get(pk=actor.partner_id or 0)
    found = SupportRequest.objects.select_for_update().filter(uid=uid).first()
    if found is not None and found.partner_id != partner.pk:
        raise NotPermitted("")
    if found is not None and found.status not in EDITABLE:
        raise Conflict(_("This request was sent already: it does not change any more."))
    tidy = _tidied(data)
    _check(actor, tidy, today)
    values: dict[str, Any] = {
        "kind": tidy.kind, "title": tidy.title, "purpose": tidy.purpose, "place": tidy.place,
        "from_date": tidy.from_date, "to_date": tidy.to_date, "currency": tidy.currency,
        "notice_id": tidy.notice_id,
    }  # fmt: skip
    if found is None:
        found = SupportRequest.objects.create(
            uid=uid, partner=partner, author_id=actor.user_id or 0, status=RequestStatus.DRAFT,
            created_at=now, **values,
        )  # fmt: skip
    else:
        SupportRequest.objects.filter(pk=found.pk).update(**values)
        found.lines.all().delete()
        found.refresh_from_db()
    BudgetLine.objects.bulk_create(
        BudgetLine(request=found, position=place, text=text, planned_minor=amount)
        for place, (text, amount) in enumerate(tidy.lines, start=1)
    )
    return found


@transaction.atomic
def submit_request(*, actor: Actor, now: datetime, request_id: int) -> SupportRequest:
    """Send a draft, or one that was returned; the rules of today count for it.

    Raises NotPermitted, InvalidInput when its days are past, Conflict when it was sent already.
    """
    today = local_date(now)
    require_benefit(actor, Service.SUPPORT, today)
    found = _locked_own(actor, request_id)
    old = found.status
    if old not in EDITABLE:
        raise Conflict(_("Somebody else did it a moment ago."))
    if found.from_date < today:
        raise InvalidInput({"from_date": [_("Choose today or a later day.")]})
    rules = queries.rules_on(today).rules
    move(
        found, RequestStatus.SUBMITTED, submitted_at=now, rate_bp=rules.rate_bp(found.kind),
        second_minor=rules.second_minor(found.currency), evidence_days=rules.evidence_days,
        approved_minor=0, decided_at=None, decided_by_id=None, second_at=None, second_by_id=None,
    )  # fmt: skip
    asked = queries.lines_sum(found.lines.all(), "planned_minor")
    note(actor, now, "benefits.support.submitted", found, amount=amount_text(asked, found.currency))
    key = f"submitted.{now.isoformat()}"
    mails.tell_role(found, StaffRole.PROGRAM_ADMIN, "submitted", now, key)
    mails.tell_executive(found, now, f"advise.{now.isoformat()}")
    return found


@transaction.atomic
def cancel_request(*, actor: Actor, now: datetime, request_id: int) -> SupportRequest:
    """The partner calls a request off; what was reserved for it goes back to the fund.

    Raises NotPermitted, Conflict when evidence was handed in or it ended.
    """
    found = _locked_own(actor, request_id)
    was = found.status
    move(found, RequestStatus.CANCELLED)
    if was == RequestStatus.APPROVED:
        fund.settle(fund.Stamp(actor, now, local_date(now)), found, 0)
    if found.submitted_at is not None:
        note(actor, now, "benefits.support.cancelled", found)
    return found


def move(found: SupportRequest, new: str, **values: Any) -> None:
    """Move a locked request by its machine and a compare-and-set. Raises Conflict when its state does
    not allow it (any more)."""
    if new not in REQUEST.moves.get(found.status, frozenset()):
        raise Conflict(_("Somebody else did it a moment ago."))
    check_move(REQUEST, found.status, new)
    changed = SupportRequest.objects.filter(pk=found.pk, status=found.status).update(
        status=new, **values
    )
    if not changed:
        raise Conflict(_("Somebody else did it a moment ago."))
    found.refresh_from_db()


def note(actor: Actor, now: datetime, name: str, found: SupportRequest, **data: Any) -> None:
    """Tell the timelines of the request and of its partner; the partner may read it."""
    for kind, subject in (("support", found.pk), ("partner", found.partner_id)):
        record(
            actor=actor,
            now=now,
            name=name,
            subject_kind=kind,
            subject_id=subject,
            partner_may_read=True,
            reference=found.reference,
            title=found.title,
            **data,
        )


def _locked_own(actor: Actor, request_id: int) -> SupportRequest:
    rows = SupportRequest.objects.select_for_update(of=("self",)).select_related("partner")
    found = rows.filter(pk=request_id, partner_id=actor.partner_id or 0).first()
    if found is None:
        raise NotPermitted("")
    return found


def one_line(text: str, most: int) -> str:
    """Return a text on one line, without what a database cannot keep."""
    return " ".join(text.replace("\0", "").split())[:most]


def _tidied(data: RequestData) -> RequestData:
    return RequestData(
        data.kind, one_line(data.title, 101), one_line(data.purpose, 601),
        one_line(data.place, 121), data.from_date, data.to_date, data.currency,
        [(one_line(text, 121), amount) for text, amount in data.lines], data.notice_id,
    )  # fmt: skip


def _check(actor: Actor, data: RequestData, today: date) -> None:
    errors: dict[str, list[Any]] = {}
    if data.kind not in Kind.values:
        errors["kind"] = [_("Choose one of the list.")]
    if data.currency not in Currency.values:
        errors["currency"] = [_("Choose one of the list.")]
    if not 5 <= len(data.title) <= 100:
        errors["title"] = [_("Write a title of 5 to 100 characters.")]
    if not 20 <= len(data.purpose) <= 600:
        errors["purpose"] = [_("Say what for, in 20 to 600 characters.")]
    if not 3 <= len(data.place) <= 120:
        errors["place"] = [_("Write where.")]
    if data.notice_id is not None and data.notice_id not in {
        row.pk for row in queries.linkable_notices(actor)
    }:
        errors["notice"] = [_("Choose one of the list.")]
    errors |= _wrong_days(data, today) | _wrong_lines(data)
    if errors:
        raise InvalidInput(errors)


def _wrong_days(data: RequestData, today: date) -> dict[str, list[Any]]:
    if data.from_date < today:
        return {"from_date": [_("Choose today or a later day.")]}
    if (data.from_date - today).days > AHEAD_DAYS:
        return {"from_date": [_("The date is too far ahead. Check the year.")]}
    if data.to_date < data.from_date:
        return {"to_date": [_("The last day comes before the first.")]}
    if (data.to_date - data.from_date).days > LONGEST_DAYS:
        return {"to_date": [_("At most 120 days: divide it into several requests.")]}
    return {}


def _wrong_lines(data: RequestData) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    if not data.lines:
        errors["text_1"] = [_("Write at least one line of the budget.")]
    if len(data.lines) > MOST_LINES:
        errors["text_1"] = [_("At most %(most)d lines.") % {"most": MOST_LINES}]
    for place, (text, amount) in enumerate(data.lines, start=1):
        if not 3 <= len(text) <= 120:
            errors[f"text_{place}"] = [_("Say what it is for, in 3 to 120 characters.")]
        if not 0 < amount < MAX_MINOR // 100:
            errors[f"amount_{place}"] = [_("Type an amount above zero.")]
    return errors
