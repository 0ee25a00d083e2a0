"""Reading bank accounts of partners: which is in force, which waits, and for whose eyes."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.partners.bank_models import BankAccount
from universo.partners.choices import AccountStatus


def accounts_visible_to(actor: Actor) -> QuerySet[BankAccount]:
    """Return the accounts of the actor's organisation; all of them for finance and auditors."""
    rows = BankAccount.objects.select_related("partner", "requested_by", "decided_by", "stopped_by")
    if actor.sees_everything or actor.has(StaffRole.FINANCE):
        return rows
    return rows.filter(partner_id=actor.partner_id or 0)


def account(actor: Actor, account_id: int) -> BankAccount:
    """Return one account; NotPermitted if out of sight."""
    found = accounts_visible_to(actor).filter(pk=account_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def in_force(partner_ids: Iterable[int], currency: str, now: datetime) -> dict[int, BankAccount]:
    """Return the account in which each partner is paid at this instant. For operations."""
    rows = BankAccount.objects.filter(
        partner_id__in=list(partner_ids),
        currency=currency,
        status=AccountStatus.APPROVED,
        effective_at__lte=now,
    ).order_by("effective_at", "pk")
    return {row.partner_id: row for row in rows}


def waiting(found: BankAccount, now: datetime) -> bool:
    """Tell whether an account is asked for, or approved and not in force yet: it may be stopped."""
    if found.status == AccountStatus.REQUESTED:
        return True
    approved = found.status == AccountStatus.APPROVED
    return approved and found.effective_at is not None and found.effective_at > now


def accounts_to_decide(actor: Actor) -> QuerySet[BankAccount]:
    """Return the accounts that wait for finance, the oldest first."""
    return accounts_visible_to(actor).filter(status=AccountStatus.REQUESTED).order_by("pk")


def others_with(found: BankAccount) -> list[str]:
    """Return the names of other partners that ever gave this account: worth a second look."""
    rows = BankAccount.objects.filter(number=found.number).exclude(partner_id=found.partner_id)
    return sorted({str(row.partner) for row in rows.select_related("partner")})
