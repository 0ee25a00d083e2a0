"""Hasar publishes a price list from a day on, and may withdraw it until it begins (R-2 b).

A list is never corrected: a correction is a new one.
"""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from universo.audit.operations import record
from universo.benefits.prices import queries
from universo.benefits.prices.choices import FileStatus
from universo.benefits.prices.models import PriceFile, PriceLine, PriceList
from universo.benefits.prices.previewing import read_again
from universo.benefits.prices.reading import Reading
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.program.clock import current_calendar
from universo.tabular import files
from universo.tabular.refusals import FileRefused, file_text

ANNOUNCE, CALL_OFF = "prices.announce", "prices.call_off"
BATCH = 5_000
FAR_YEARS = 2


def seen_of(found: PriceFile) -> str:
    """Return what tells this preview from any other of the file: its columns, VAT and base."""
    shown = json.dumps([found.mapping, found.default_vat_bp, found.base_id, found.counts])
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def earliest_day(base: PriceList | None, today: date) -> date:
    """Return the first day from which a list may count: today for a first one.

    What replaces a list is announced so many whole business days before (P-1, P-2), by the rules of today.
    """
    notice = queries.rules_on(today).notice_days
    if base is None:
        return today
    first = today
    if notice:
        _version, calendar = current_calendar()
        first = calendar.add_business_days(today, notice).due_date + timedelta(days=1)
    return max(first, base.from_date + timedelta(days=1))


def publish_prices(
    *, actor: Actor, now: datetime, file_id: int, from_date: date, note: str = "", seen: str
) -> PriceList:
    """Store what was previewed as a list that counts from a day on, and have it announced. Twice is once.

    The file is read again before anything is locked. Raises NotPermitted, Conflict when something was
    published or chosen meanwhile, DomainError at `from_date`.
    """
    if actor.user_id is None or not queries.is_keeper(actor):
        raise NotPermitted("")
    found = queries.find_file(actor, file_id)
    if found.price_list is not None:
        return found.price_list
    _check_day(from_date, earliest_day(found.base, local_date(now)), local_date(now))
    try:
        reading = read_again(found)
    except FileRefused as refusal:
        raise DomainError(file_text(refusal.code, refusal.about)) from refusal
    if not reading.lines:
        raise DomainError(_("No row of the file can be stored."))
    try:
        made = _store(actor, actor.user_id, now, file_id, from_date, note, seen, reading)
    except IntegrityError as error:
        raise Conflict(
            _("Another list was published meanwhile: look at the changes again.")
        ) from error
    files.forget(found.stored_as, rejects_too=False)
    return made


@transaction.atomic
def _store(
    actor: Actor,
    user_id: int,
    now: datetime,
    file_id: int,
    from_date: date,
    note: str,
    seen: str,
    reading: Reading,
) -> PriceList:
    found = PriceFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    if found.price_list is not None:
        return found.price_list
    last = queries.latest_of(found.category, found.level, found.currency)
    if found.status != FileStatus.PREVIEW or seen_of(found) != seen:
        raise Conflict(_("The file was changed meanwhile: look at it again."))
    if (last.pk if last else None) != found.base_id:
        raise Conflict(_("Another list was published meanwhile: look at the changes again."))
    # Locked against a withdrawal of it at the same time.
    locked = PriceList.objects.select_for_update().filter(pk=found.base_id or 0)
    if last is not None and locked.filter(withdrawn_at__isnull=True).first() is None:
        raise Conflict(_("Another list was published meanwhile: look at the changes again."))
    made = PriceList.objects.create(
        category=found.category, level=found.level, currency=found.currency, title=found.title,
        follows=last, from_date=from_date, note=" ".join(note.replace("\0", "").split())[:600],
        line_count=len(reading.lines), counts=found.counts, file_sha256=found.file_sha256,
        published_at=now, published_by_id=user_id,
    )  # fmt: skip
    _add_lines(made, reading)
    found.status, found.price_list = FileStatus.STORED, made
    found.save(update_fields=["status", "price_list"])
    _enqueue(ANNOUNCE, made)
    _say(actor, now, "benefits.price_list.published", made, lines=made.line_count)
    return made


@transaction.atomic
def withdraw_prices(*, actor: Actor, now: datetime, list_id: int, reason: str) -> PriceList:
    """Withdraw a list before it begins; the one before goes on. Twice is once.

    Raises NotPermitted, DomainError at `reason`, Conflict when it began or another one follows it.
    """
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    found = PriceList.objects.select_for_update().filter(pk=list_id).first()
    if found is None:
        raise NotPermitted("")
    why = " ".join(reason.replace("\0", "").split())[:240]
    if len(why) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    if found.withdrawn_at is not None:
        return found
    today = local_date(now)
    if found.from_date <= today:
        raise Conflict(_("It has begun: publish a new list instead."))
    if PriceList.objects.filter(follows=found, withdrawn_at__isnull=True).exists():
        raise Conflict(_("Another list follows it: withdraw that one first."))
    found.withdrawn_at, found.withdrawn_date, found.withdrawn_reason = now, today, why
    found.withdrawn_by_id = actor.user_id
    found.save(update_fields=["withdrawn_at", "withdrawn_date", "withdrawn_reason", "withdrawn_by"])
    _enqueue(CALL_OFF, found)
    _say(actor, now, "benefits.price_list.withdrawn", found, reason=why)
    return found


def _add_lines(made: PriceList, reading: Reading) -> None:
    PriceLine.objects.bulk_create(
        (
            PriceLine(
                price_list=made, code=line.code, product_id=line.product_id, text=line.text,
                family=line.family, public_minor=line.public_minor,
                partner_minor=line.partner_minor, vat_bp=line.vat_bp, found_by=line.found_by,
            )
            for line in reading.lines.values()
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _enqueue(task: str, found: PriceList) -> None:
    """Have the mails written; under one lock, so that nobody is told of a list after its withdrawal was."""
    app.configure_task(task, lock=f"prices.list.{found.pk}").defer(list_id=found.pk)


def _check_day(from_date: date, earliest: date, today: date) -> None:
    if from_date < earliest:
        said = _("It must be announced before it applies: choose %(day)s or later.") % {
            "day": f"{earliest:%d/%m/%Y}"
        }
        raise DomainError(said, field="from_date", code="too_early")
    if from_date.year > today.year + FAR_YEARS:
        raise DomainError(_("The date is too far ahead. Check the year."), field="from_date")


def _say(actor: Actor, now: datetime, name: str, found: PriceList, **data: Any) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="price_list", subject_id=found.pk,
        title=found.title, from_date=found.from_date.isoformat(), **data,
    )  # fmt: skip
