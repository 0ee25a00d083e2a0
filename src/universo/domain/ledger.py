"""Double entry for rewards: an unbalanced posting cannot be built (PROGRAMME.md section 3).

A positive entry is what the partner has coming or has had; the programme's account is its mirror.
So accrued + payable + paid of a partner is all he ever earned, and every posting adds up to zero.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from universo.domain.money import Money, sum_money


class Account(StrEnum):
    """The accounts of one partner and currency."""

    REWARDS = "REWARDS"  # the programme's side of what is earned
    ACCRUED = "ACCRUED"  # earned, in no settlement yet
    PAYABLE = "PAYABLE"  # in a closed settlement
    PAID = "PAID"


class CauseKind(StrEnum):
    """The kinds of fact that book something."""

    INVOICE = "INVOICE"
    COLLECTION = "COLLECTION"
    REVERSAL = "REVERSAL"
    CREDIT_NOTE = "CREDIT_NOTE"
    DEBIT_NOTE = "DEBIT_NOTE"
    UNLINK = "UNLINK"
    CORRECTION = "CORRECTION"
    SETTLEMENT = "SETTLEMENT"
    PAYMENT = "PAYMENT"
    PAYMENT_RETURN = "PAYMENT_RETURN"
    SUPPORT = "SUPPORT"  # support in selling that is paid back


class LedgerError(ValueError):
    """A posting that cannot be; `code`: too_few_entries, unbalanced, mixed_currencies,
    mixed_partners, zero_entry, bad_cause, booked_twice."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is booked: a kind and the ids of what caused it. Can be booked once."""

    kind: CauseKind
    ids: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.ids or any(not part or ":" in part for part in self.ids):
            raise LedgerError("bad_cause")

    @property
    def key(self) -> str:
        """Return the unique key, such as `COLLECTION:line:collection`."""
        return ":".join((self.kind, *self.ids))


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a posting."""

    account: Account
    partner: str
    money: Money


@dataclass(frozen=True, slots=True)
class Posting:
    """Two or more entries of one partner and one currency that add up to zero.

    Raises LedgerError otherwise, by an exception and not an assertion, which -O would remove.
    """

    cause: Cause
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        if len(self.entries) < 2:
            raise LedgerError("too_few_entries")
        if len({entry.partner for entry in self.entries}) != 1:
            raise LedgerError("mixed_partners")
        if len({entry.money.currency for entry in self.entries}) != 1:
            raise LedgerError("mixed_currencies")
        if not all(entry.money for entry in self.entries):
            raise LedgerError("zero_entry")
        if sum_money((entry.money for entry in self.entries), self.currency):
            raise LedgerError("unbalanced")

    @property
    def partner(self) -> str:
        """Return whose posting it is."""
        return self.entries[0].partner

    @property
    def currency(self) -> str:
        """Return the one currency of its entries."""
        return self.entries[0].money.currency

    @classmethod
    def move(cls, cause: Cause, partner: str, money: Money, source: Account, to: Account) -> Self:
        """Build the posting that takes `money`, which may be negative, from `source` to `to`."""
        return cls(cause, (Entry(source, partner, -money), Entry(to, partner, money)))


def accrue(cause: Cause, partner: str, money: Money) -> Posting:
    """Book a reward, or a clawback when `money` is negative (R-12)."""
    return Posting.move(cause, partner, money, Account.REWARDS, Account.ACCRUED)


def settle(cause: Cause, partner: str, money: Money) -> Posting:
    """Move what a closed settlement holds from accrued to payable (P-11)."""
    return Posting.move(cause, partner, money, Account.ACCRUED, Account.PAYABLE)


def pay(cause: Cause, partner: str, money: Money) -> Posting:
    """Record a payment of what was payable (P-11)."""
    return Posting.move(cause, partner, money, Account.PAYABLE, Account.PAID)


def give_back(cause: Cause, partner: str, money: Money) -> Posting:
    """Take a payment back that the bank returned: it is payable again (P-11)."""
    return Posting.move(cause, partner, money, Account.PAID, Account.PAYABLE)


def balances(postings: Iterable[Posting]) -> dict[tuple[str, str, Account], int]:
    """Return minor units by (partner, currency, account), zeros left out.

    Raises LedgerError `booked_twice` when a cause occurs twice.
    """
    sums: dict[tuple[str, str, Account], int] = defaultdict(int)
    booked: set[str] = set()
    for posting in postings:
        if posting.cause.key in booked:
            raise LedgerError("booked_twice")
        booked.add(posting.cause.key)
        for entry in posting.entries:
            sums[posting.partner, posting.currency, entry.account] += entry.money.minor
    return {account: minor for account, minor in sums.items() if minor}
