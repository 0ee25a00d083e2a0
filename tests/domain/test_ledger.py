"""Double entry: what cannot be built, and what always adds up (PROGRAMME.md section 3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from universo.domain.ledger import (
    Account,
    Cause,
    CauseKind,
    Entry,
    LedgerError,
    Posting,
    accrue,
    balances,
    pay,
    settle,
)
from universo.domain.money import Money

CAUSE = Cause(CauseKind.COLLECTION, ("line", "collection"))
amounts = st.integers(-(10**12), 10**12).filter(bool)


def entry(account: Account, minor: int, currency: str = "ARS", partner: str = "p") -> Entry:
    return Entry(account, partner, Money(minor, currency))


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "too_few_entries"),
        ([entry(Account.ACCRUED, 1)], "too_few_entries"),
        ([entry(Account.ACCRUED, 1), entry(Account.REWARDS, -2)], "unbalanced"),
        ([entry(Account.ACCRUED, 1), entry(Account.REWARDS, -1, "USD")], "mixed_currencies"),
        (
            [entry(Account.ACCRUED, 1), entry(Account.REWARDS, -1, partner="q")],
            "mixed_partners",
        ),
        ([entry(Account.ACCRUED, 0), entry(Account.REWARDS, 0)], "zero_entry"),
    ],
)
def test_a_posting_that_cannot_be(entries: list[Entry], code: str) -> None:
    with pytest.raises(LedgerError, match=code):
        Posting(CAUSE, tuple(entries))


@given(st.lists(amounts, min_size=1, max_size=5))
def test_any_entries_that_add_up_to_zero_are_a_posting(parts: list[int]) -> None:
    entries = [entry(Account.ACCRUED, part) for part in parts]
    rest = -sum(parts)
    if rest == 0:
        assert Posting(CAUSE, tuple(entries)).partner == "p"
        return
    assert Posting(CAUSE, (*entries, entry(Account.REWARDS, rest))).currency == "ARS"
    with pytest.raises(LedgerError):
        Posting(CAUSE, (*entries, entry(Account.REWARDS, rest + 1)))


@pytest.mark.parametrize("ids", [(), ("",), ("a", ""), ("a:b",)])
def test_a_cause_names_what_caused_it(ids: tuple[str, ...]) -> None:
    with pytest.raises(LedgerError, match="bad_cause"):
        Cause(CauseKind.PAYMENT, ids)


def test_keys_of_causes_are_distinct() -> None:
    assert CAUSE.key == "COLLECTION:line:collection"
    assert Cause(CauseKind.COLLECTION, ("a", "b")).key != Cause(CauseKind.COLLECTION, ("ab",)).key
    assert Cause(CauseKind.REVERSAL, ("a",)).key != Cause(CauseKind.COLLECTION, ("a",)).key


def test_a_reward_goes_from_accrued_to_payable_to_paid() -> None:
    money = Money(165_289, "ARS")
    steps = [
        accrue(CAUSE, "p", money),
        settle(Cause(CauseKind.SETTLEMENT, ("s",)), "p", money),
        pay(Cause(CauseKind.PAYMENT, ("y",)), "p", money),
    ]
    where = [Account.ACCRUED, Account.PAYABLE, Account.PAID]
    for number, account in enumerate(where, start=1):
        assert balances(steps[:number]) == {
            ("p", "ARS", Account.REWARDS): -165_289,
            ("p", "ARS", account): 165_289,
        }


def test_a_clawback_undoes_a_reward() -> None:
    back = Cause(CauseKind.REVERSAL, ("line", "reversal"))
    both = [accrue(CAUSE, "p", Money(5, "USD")), accrue(back, "p", Money(-5, "USD"))]
    assert balances(both) == {}


def test_a_cause_is_booked_once() -> None:
    posting = accrue(CAUSE, "p", Money(5, "USD"))
    with pytest.raises(LedgerError, match="booked_twice"):
        balances([posting, posting])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([accrue, settle, pay]),
            st.sampled_from(["p", "q"]),
            st.sampled_from(["ARS", "USD"]),
            amounts,
        ),
        max_size=30,
    )
)
def test_each_partner_and_currency_adds_up_to_zero(rows: list[tuple]) -> None:
    postings = [
        build(Cause(CauseKind.COLLECTION, (str(number),)), partner, Money(minor, currency))
        for number, (build, partner, currency, minor) in enumerate(rows)
    ]
    sums = balances(postings)
    for partner in ("p", "q"):
        for currency in ("ARS", "USD"):
            own = [
                minor
                for (who, what, _), minor in sums.items()
                if (who, what) == (partner, currency)
            ]
            assert sum(own) == 0
            earned = sum(
                m for build, *row, m in rows if build is accrue and row == [partner, currency]
            )
            assert sums.get((partner, currency, Account.REWARDS), 0) == -earned
    assert balances(reversed(postings)) == sums
