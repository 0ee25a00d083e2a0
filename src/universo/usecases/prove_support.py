"""Evidence of what was carried out, its verification, and paying it back with the settlement (R-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.support import fund, keeping, mails, queries
from universo.benefits.support.choices import EvidenceKind, RequestStatus
from universo.benefits.support.models import BudgetLine, Evidence, SupportRequest
from universo.domain import tax_ids
from universo.domain.decision_clock import local_date
from universo.domain.fund_math import share
from universo.domain.money import MAX_MINOR
from universo.domain.sales_support import has_lapsed, last_day
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.program.clock import current_calendar
from universo.program.queries import terms_on
from universo.rewards.refunds import Spent, book_refund
from universo.rewards.wording import amount_text
from universo.usecases.ask_support import move, note, one_line
from universo.usecases.decide_support import reason_of

MOST_PHOTOS = 6


@dataclass(frozen=True, slots=True)
class Proof:
    """What a partner hands in: a report, what was spent by line (minor units, by the line's place), the
    supplier's invoice of each line, and photos."""

    report: str
    spent: Mapping[int, int]
    invoices: Mapping[int, keeping.Upload] = field(default_factory=dict)
    photos: Sequence[keeping.Upload] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    kind: EvidenceKind
    place: int
    file: keeping.StoredFile


def hand_in(*, actor: Actor, now: datetime, request_id: int, proof: Proof) -> SupportRequest:
    """Hand in the evidence of a request that was carried out. The files are written before the
    transaction, and removed when nothing was recorded.

    Raises NotPermitted, InvalidInput and DomainError (fields `report`, `photos`, `spent_1`,
    `invoice_1` …), Conflict when it is not approved any more, lapsed, or an invoice was handed in
    before.
    """
    kept: list[_Kept] = []
    try:
        kept.extend(_stored(proof))
        return _hand_in(actor, now, request_id, proof, kept)
    except BaseException:
        keeping.drop([one.file for one in kept])
        raise


def _stored(proof: Proof) -> list[_Kept]:
    if len(proof.photos) > MOST_PHOTOS:
        sentence = _("At most %(most)d photos at a time.") % {"most": MOST_PHOTOS}
        raise DomainError(sentence, field="photos")
    checked = [
        (EvidenceKind.INVOICE, place,
         keeping.check_file(one, pictures_only=False, field=f"invoice_{place}"))
        for place, one in sorted(proof.invoices.items())
    ] + [
        (EvidenceKind.PHOTO, 0, keeping.check_file(one, pictures_only=True, field="photos"))
        for one in proof.photos
    ]  # fmt: skip
    return [_Kept(kind, place, keeping.store(one)) for kind, place, one in checked]


@transaction.atomic
def _hand_in(
    actor: Actor, now: datetime, request_id: int, proof: Proof, kept: list[_Kept]
) -> SupportRequest:
    today = local_date(now)
    # Without asking for the benefit: what was approved is owed, also to a partner that lost it.
    found = _locked(request_id, partner_id=actor.partner_id or 0)
    if found.status != RequestStatus.APPROVED:
        raise Conflict(_("Somebody else did it a moment ago."))
    if has_lapsed(found.status, found.lapses_date, today):
        raise Conflict(_("The days to hand in evidence are over."))
    if found.from_date > today:
        raise Conflict(_("It has not begun yet: hand in the evidence once it was carried out."))
    lines = {line.position: line for line in found.lines.all()}
    report = one_line(proof.report, 601)
    _check_proof(found, proof, report, lines)
    for place, line in lines.items():
        spent = proof.spent.get(place, 0)
        BudgetLine.objects.filter(pk=line.pk).update(spent_minor=spent, accepted_minor=None)
    _keep(actor, now, found, lines, kept)
    move(found, RequestStatus.CARRIED_OUT, carried_out_at=now, report=report)
    total = queries.lines_sum(found.lines.all(), "spent_minor")
    amount = amount_text(total, found.currency)
    note(actor, now, "benefits.support.carried_out", found, amount=amount)
    mails.tell_role(
        found, StaffRole.PROGRAM_ADMIN, "carried_out", now, f"carried_out.{now.isoformat()}"
    )
    return found


def _check_proof(
    found: SupportRequest, proof: Proof, report: str, lines: Mapping[int, BudgetLine]
) -> None:
    errors: dict[str, list[Any]] = {}
    if not 20 <= len(report) <= 600:
        errors["report"] = [_("Tell how it went, in 20 to 600 characters.")]
    proven = set(
        found.files.filter(kind=EvidenceKind.INVOICE).values_list("line__position", flat=True)
    )
    for place in lines:
        spent = proof.spent.get(place, 0)
        if not 0 <= spent < MAX_MINOR // 100:
            errors[f"spent_{place}"] = [_("The amount is too large.")]
        elif spent and place not in proof.invoices and place not in proven:
            errors[f"invoice_{place}"] = [_("Add the supplier's invoice of this line.")]
    if not any(proof.spent.get(place, 0) for place in lines):
        errors.setdefault("spent_1", [_("Write what was spent.")])
    if errors:
        raise InvalidInput(errors)


def _keep(
    actor: Actor,
    now: datetime,
    found: SupportRequest,
    lines: Mapping[int, BudgetLine],
    kept: list[_Kept],
) -> None:
    for one in kept:
        if one.place and one.place not in lines:
            raise NotPermitted("")
        try:
            with transaction.atomic():
                Evidence.objects.create(
                    request=found, line=lines.get(one.place), kind=one.kind,
                    stored_name=one.file.stored_name, name=one.file.name,
                    content_type=one.file.content_type, size=one.file.size,
                    sha256=one.file.sha256, added_at=now, added_by_id=actor.user_id or 0,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict(
                _("This invoice was handed in before: it is paid back once."),
                field=f"invoice_{one.place}",
            ) from error


@transaction.atomic
def verify_request(
    *, actor: Actor, now: datetime, request_id: int, accepted: Mapping[int, int]
) -> SupportRequest:
    """Say what of each line is accepted; finance then books it.

    Raises NotPermitted, InvalidInput (fields `accepted_1` …), Conflict when it is not to be verified.
    """
    found = _for_keeper(actor, request_id)
    if found.status != RequestStatus.CARRIED_OUT:
        raise Conflict(_("Somebody else did it a moment ago."))
    errors: dict[str, list[Any]] = {}
    lines = list(found.lines.all())
    for line in lines:
        if not 0 <= accepted.get(line.position, 0) <= (line.spent_minor or 0):
            errors[f"accepted_{line.position}"] = [_("At most what was spent.")]
    total = sum(accepted.get(line.position, 0) for line in lines)
    paid = share(total, found.rate_bp, found.approved_minor)
    if not errors and not paid:
        errors["accepted_1"] = [_("Nothing would be paid back: do not approve it instead.")]
    if errors:
        raise InvalidInput(errors)
    for line in lines:
        BudgetLine.objects.filter(pk=line.pk).update(accepted_minor=accepted.get(line.position, 0))
    move(found, RequestStatus.VERIFIED, verified_at=now, verified_by_id=actor.user_id)
    note(actor, now, "benefits.support.verified", found, amount=amount_text(paid, found.currency))
    mails.tell_role(found, StaffRole.FINANCE, "verified", now, f"verified.{now.isoformat()}")
    return found


@transaction.atomic
def ask_for_more(*, actor: Actor, now: datetime, request_id: int, reason: str) -> SupportRequest:
    """Evidence is missing: the partner hands it in again, with its days from today.

    Raises NotPermitted, InvalidInput (field `reason`), Conflict.
    """
    found, why = _for_keeper(actor, request_id), reason_of(reason)
    if found.status != RequestStatus.CARRIED_OUT:
        raise Conflict(_("Somebody else did it a moment ago."))
    today = local_date(now)
    calendar = current_calendar(terms_on(today))[1]
    lapses = last_day(calendar, found.to_date, today, found.evidence_days)
    move(found, RequestStatus.APPROVED, reason=why, lapses_date=lapses)
    note(actor, now, "benefits.support.more_asked", found, reason=why)
    mails.tell_partner(found, "more_asked", now, f"more.{now.isoformat()}")
    return found


@transaction.atomic
def book_request(
    *, actor: Actor, now: datetime, request_id: int, billed_cuit: str
) -> SupportRequest:
    """Finance books what was verified: used from the fund, and in the partner's next settlement.

    Raises NotPermitted, InvalidInput (field `billed_cuit`), DomainError for who verified it, Conflict
    when it is not verified (any more).
    """
    found = for_finance(actor, request_id)
    if found.status != RequestStatus.VERIFIED:
        raise Conflict(_("Somebody else did it a moment ago."))
    if found.verified_by_id == actor.user_id:
        raise DomainError(_("You verified it: another person books it."))
    if len(tax_ids.normalise_cuit(billed_cuit)) != 11:
        raise InvalidInput({"billed_cuit": [_("A CUIT has eleven digits.")]})
    today = local_date(now)
    base = queries.lines_sum(found.lines.all(), "accepted_minor")
    paid = share(base, found.rate_bp, found.approved_minor)
    fund.settle(fund.Stamp(actor, now, today), found, paid)
    refund = book_refund(
        actor=actor, now=now, uid=found.uid, day=today,
        spent=Spent(
            found.partner_id, found.currency, found.reference, found.title,
            tax_ids.normalise_cuit(billed_cuit), base, found.rate_bp, found.approved_minor, paid,
        ),
    )  # fmt: skip
    move(found, RequestStatus.REIMBURSED, refund=refund, booked_by_id=actor.user_id)
    note(actor, now, "benefits.support.booked", found, amount=amount_text(paid, found.currency))
    more = {"paid": amount_text(paid, found.currency)}
    mails.tell_partner(found, "booked", now, **more)
    return found


@transaction.atomic
def reopen_request(*, actor: Actor, now: datetime, request_id: int, reason: str) -> SupportRequest:
    """Finance sends a verification back, and says why. Raises as `ask_for_more`."""
    found, why = for_finance(actor, request_id), reason_of(reason)
    if found.status != RequestStatus.VERIFIED:
        raise Conflict(_("Somebody else did it a moment ago."))
    move(found, RequestStatus.CARRIED_OUT, reason=why, verified_at=None, verified_by_id=None)
    note(actor, now, "benefits.support.reopened", found, reason=why)
    key = f"reopened.{now.isoformat()}"
    mails.tell_role(found, StaffRole.PROGRAM_ADMIN, "reopened", now, key)
    return found


def _for_keeper(actor: Actor, request_id: int) -> SupportRequest:
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    return _locked(request_id)


def for_finance(actor: Actor, request_id: int) -> SupportRequest:
    """Lock a request for somebody of finance. Raises NotPermitted."""
    if actor.user_id is None or not actor.has(StaffRole.FINANCE):
        raise NotPermitted("")
    return _locked(request_id)


def _locked(request_id: int, **own: int) -> SupportRequest:
    rows = SupportRequest.objects.select_for_update(of=("self",)).select_related("partner")
    found = rows.filter(pk=request_id, **own).exclude(submitted_at__isnull=True).first()
    if found is None:
        raise NotPermitted("")
    return found
