"""Changing where a partner is paid: asked for, approved by another person, in force after a wait.

The account in force goes on until the new one is; the contact of before is told at each step.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain import tax_ids
from universo.domain.lifecycle import BANK_ACCOUNT, check_move
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import VISITOR, Actor
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.partners.bank_links import account_of_link, link_token
from universo.partners.bank_models import BankAccount
from universo.partners.bank_queries import waiting
from universo.partners.choices import AccountStatus
from universo.partners.models import Partner
from universo.partners.queries import administrators_of
from universo.program.choices import Currency

NUMBER_PROBLEMS: dict[str, Any] = {
    "empty": _("Write the CBU, the CVU or the alias."),
    "letters": _("A CBU or CVU has digits only."),
    "length": _("A CBU or CVU has 22 digits; an alias, 6 to 20 characters."),
    "check_digit": _("The check digits do not match. Look at each digit again."),
    "characters": _("An alias has letters, digits, dots and hyphens only."),
}


@dataclass(frozen=True, slots=True)
class AccountData:
    """What is typed of an account. `number` is a CBU, a CVU or an alias."""

    currency: str
    number: str
    bank: str
    holder_name: str
    holder_cuit: str


def account_number(text: str) -> tuple[str, str]:
    """Return (kind, number) of what was typed. Raises InvalidInput (field `number`).

    A text of digits and separators is a CBU or CVU; any other is an alias.
    """
    digits = tax_ids.normalise_cuit(text)
    is_number = bool(digits) and (len(digits) > 11 or not tax_ids.check_alias(text).ok)
    found = tax_ids.check_cbu(text) if is_number else tax_ids.check_alias(text)
    if not found.ok:
        raise InvalidInput({"number": [NUMBER_PROBLEMS[found.problem_code]]})
    return found.kind, found.normalised


@transaction.atomic
def request_account(
    *, actor: Actor, now: datetime, uid: UUID, partner_id: int, data: AccountData
) -> BankAccount:
    """Ask for a new account; the same `uid` with the same body gives the first request again.

    Raises NotPermitted unless the actor administers the partner or is of finance, InvalidInput
    (fields of AccountData), Conflict when another request waits or another body came under `uid`.
    """
    home = _home(actor, partner_id)
    kind, tidy = _tidy(home, data)
    known = BankAccount.objects.filter(uid=uid).first()
    if known is not None:
        same = all(getattr(known, f.name) == getattr(tidy, f.name) for f in fields(AccountData))
        if not same or known.partner_id != home.pk:
            raise Conflict(_("From this page something else was already recorded."))
        return known
    latest = BankAccount.objects.filter(partner=home, currency=tidy.currency)
    if any(waiting(row, now) for row in latest):
        raise Conflict(_("Another change of this account waits. Stop it, or let it come in force."))
    made = BankAccount.objects.create(
        uid=uid, partner=home, kind=kind, status=AccountStatus.REQUESTED, requested_at=now,
        requested_by_id=actor.user_id or 0,
        **{field.name: getattr(tidy, field.name) for field in fields(AccountData)},
    )  # fmt: skip
    _record(actor, now, "partners.bank_account.requested", made)
    _mail(made, "requested", now)
    return made


@transaction.atomic
def approve_account(*, actor: Actor, now: datetime, account_id: int) -> BankAccount:
    """Approve a request of somebody else; it comes in force after the wait.

    Raises NotPermitted, DomainError when the actor asked for it, Conflict when it was decided.
    """
    found = _locked(actor, account_id)
    if found.requested_by_id == actor.user_id:
        raise DomainError(_("You asked for it: another person of finance approves it."))
    effective = now + timedelta(hours=settings.BANK_CHANGE_WAIT_HOURS)
    _move(
        found, AccountStatus.APPROVED,
        decided_at=now, decided_by_id=actor.user_id, effective_at=effective,
    )  # fmt: skip
    _record(actor, now, "partners.bank_account.approved", found)
    _mail(found, "approved", now)
    return found


@transaction.atomic
def reject_account(*, actor: Actor, now: datetime, account_id: int, reason: str) -> BankAccount:
    """Refuse a request of somebody else, with a reason. Raises as `approve_account`."""
    found = _locked(actor, account_id)
    if found.requested_by_id == actor.user_id:
        raise DomainError(_("You asked for it: stop it instead."))
    _move(
        found, AccountStatus.REJECTED,
        decided_at=now, decided_by_id=actor.user_id, reason=_reason(reason),
    )  # fmt: skip
    _record(actor, now, "partners.bank_account.rejected", found, reason=found.reason)
    _mail(found, "rejected", now)
    return found


@transaction.atomic
def stop_account(*, actor: Actor, now: datetime, account_id: int, reason: str) -> BankAccount:
    """Stop a change that is not in force yet: anybody of the partner, or finance.

    Raises NotPermitted, DomainError without a reason, Conflict when it is in force already.
    """
    found = BankAccount.objects.select_for_update(of=("self",)).filter(pk=account_id).first()
    if found is None or not (actor.has(StaffRole.FINANCE) or actor.partner_id == found.partner_id):
        raise NotPermitted("")
    _stop(found, now, actor.user_id, _reason(reason))
    _record(actor, now, "partners.bank_account.stopped", found, reason=found.reason)
    _mail(found, "stopped", now)
    return found


@transaction.atomic
def stop_by_link(*, now: datetime, token: str) -> BankAccount:
    """The old contact stops a change with the link of the mail, without signing in.

    Who asked and finance are told besides. Raises NotPermitted for a link that is not ours, Conflict
    when the change does not wait any more.
    """
    pk = account_of_link(token).pk
    found = BankAccount.objects.select_for_update(of=("self",)).get(pk=pk)
    with override(settings.LANGUAGE_CODE):  # kept in one language, whatever the visitor reads
        reason = gettext("It was stopped from the link in the mail to the contact.")
    _stop(found, now, None, reason)
    _record(VISITOR, now, "partners.bank_account.stopped_by_link", found)
    _mail(found, "stopped", now)
    staff = {person.email for person in holders(StaffRole.FINANCE)}
    _send(found, "stopped", now, {found.requested_by.email, *staff} - _contacts(found), staff)
    return found


def _stop(found: BankAccount, now: datetime, user_id: int | None, reason: str) -> None:
    if not waiting(found, now):
        raise Conflict(_("This change does not wait any more."))
    _move(found, AccountStatus.STOPPED, stopped_at=now, stopped_by_id=user_id, reason=reason)


def _home(actor: Actor, partner_id: int) -> Partner:
    """Lock the partner: its requests come one at a time."""
    own = actor.partner_id == partner_id and actor.is_partner_admin
    found = Partner.objects.select_for_update().filter(pk=partner_id).first()
    if found is None or not (own or actor.has(StaffRole.FINANCE)):
        raise NotPermitted("")
    return found


def _tidy(home: Partner, data: AccountData) -> tuple[str, AccountData]:
    errors: dict[str, list[Any]] = {}
    kind, number = "", ""
    try:
        kind, number = account_number(data.number)
    except InvalidInput as refusal:
        errors.update(refusal.errors)
    if data.currency not in Currency.values:
        errors["currency"] = [_("Choose one of the list.")]
    texts = {}
    for name, limit in (("bank", 80), ("holder_name", 160)):
        texts[name] = " ".join(getattr(data, name).replace("\x00", "").split())
        if not 2 <= len(texts[name]) <= limit:
            errors[name] = [_("Write from 2 to %(limit)d characters.") % {"limit": limit}]
    cuit = tax_ids.normalise_cuit(data.holder_cuit)
    if cuit != home.cuit:
        errors["holder_cuit"] = [
            _("The account must be of the partner itself, CUIT %(cuit)s.")
            % {"cuit": tax_ids.format_cuit(home.cuit)}
        ]
    if errors:
        raise InvalidInput(errors)
    return kind, AccountData(data.currency, number, texts["bank"], texts["holder_name"], cuit)


def _locked(actor: Actor, account_id: int) -> BankAccount:
    if not actor.has(StaffRole.FINANCE):
        raise NotPermitted("")
    found = BankAccount.objects.select_for_update(of=("self",)).filter(pk=account_id).first()
    if found is None:
        raise NotPermitted("")
    if found.status != AccountStatus.REQUESTED:
        raise Conflict(_("Somebody else did it a moment ago."))
    return found


def _reason(text: str) -> str:
    tidy = " ".join(text.replace("\x00", "").split())[:240]
    if len(tidy) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    return tidy


def _move(found: BankAccount, to: AccountStatus, **values: Any) -> None:
    check_move(BANK_ACCOUNT, found.status, to)
    BankAccount.objects.filter(pk=found.pk, status=found.status).update(status=to, **values)
    found.refresh_from_db()


def _record(actor: Actor, now: datetime, name: str, found: BankAccount, **data: Any) -> None:
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="partner",
        subject_id=found.partner_id,
        partner_may_read=True,
        account=found.masked,
        currency=found.currency,
        **data,
    )


def _mail(found: BankAccount, event: str, now: datetime) -> None:
    """Tell the contact that the programme knows and the partner's administrators, whoever asked."""
    _send(found, event, now, _contacts(found), set())


def _contacts(found: BankAccount) -> set[str]:
    return {found.partner.email, *administrators_of(found.partner_id)}


def _send(
    found: BankAccount, event: str, now: datetime, addresses: set[str], staff: set[str]
) -> None:
    """Tell these addresses; those of `staff` find the account on the page of finance."""
    for address in sorted(addresses):
        enqueue_mail(
            key=f"partners.bank_account.{found.pk}.{event}",
            to=address,
            template="bank_account",
            context={
                "event": event,
                "partner": found.partner,
                "account": found.masked,
                "bank": found.bank,
                "currency": found.get_currency_display(),
                "who": found.requested_by.full_name,
                "reason": found.reason,
                "effective_at": found.effective_at,
                "account_id": found.pk if address in staff else None,
                "stop_token": link_token(found),
                "hours": settings.BANK_CHANGE_WAIT_HOURS,
            },
            now=now,
        )
