"""Booking many invoices set-wise stores, to the byte, what booking them one by one stores."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import reward_cases as cases
from builders import NOON
from cast import Cast, make_cast
from universo.rewards import operations
from universo.rewards.bulk_booking import accrue_many
from universo.rewards.operations import accrue_documents
from universo.sales.models import (
    Document,
    DocumentConflict,
    DocumentLine,
    LinkedLine,
    OpportunityLink,
)

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)
_serial = count(1)
FAMILIES = ("POS-SOFT", "FISCAL", "GESTION", "")

amounts = st.integers(1, 40_000)
invoices = st.lists(
    st.fixed_dictionaries(
        {
            "lines": st.lists(
                st.tuples(st.sampled_from(FAMILIES), st.integers(0, 30_000)), min_size=1, max_size=3
            ),
            "other_taxes": st.sampled_from([0, 0, 777]),
            "basis": st.sampled_from(["net", "total", ""]),
            "currency": st.sampled_from(["ARS", "ARS", "USD"]),
            "won": st.sampled_from([True, True, True, False]),
            "split": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)
facts = st.lists(
    st.tuples(
        st.integers(0, 3),  # which invoice
        st.sampled_from(
            ["cash", "cash", "bounced", "cheque", "cleared", "certificate", "no certificate",
             "credit", "credit", "debit", "more", "corrected"]
        ),
        amounts,
        st.integers(0, 20),  # which day
        st.integers(0, 2),  # which line
    ),
    min_size=1,
    max_size=10,
)  # fmt: skip

STORED = {
    "postings": "SELECT cause, at, partner_id, currency, actor_id FROM rewards_posting ORDER BY id",
    "entries": "SELECT p.cause, e.account, e.amount_minor FROM rewards_entry e"
    " JOIN rewards_posting p ON p.id = e.posting_id ORDER BY e.id",
    "accruals": "SELECT p.cause, to_jsonb(a) - 'id' - 'posting_id' FROM rewards_accrual a"
    " JOIN rewards_posting p ON p.id = a.posting_id ORDER BY a.id",
    "taken": "SELECT link_id, key, taken_at FROM rewards_takenfact ORDER BY id",
    "told": "SELECT at, actor_id, actor_name, name, subject_kind, subject_id, partner_may_read, data"
    " FROM audit_event ORDER BY id",
}


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """Return all that booking writes, in the order it was written, without the ids given."""
    found = {}
    with connection.cursor() as cursor:
        for name, question in STORED.items():
            cursor.execute(question)
            found[name] = cursor.fetchall()
    return found


def bill_of(cast: Cast, shape: dict[str, Any]) -> Document:
    rates = {"POS-SOFT": 733, "FISCAL": 250}
    rows = [(family, net, net + net * 21 // 100) for family, net in shape["lines"]]
    values = {"other_taxes": shape["other_taxes"], "currency": shape["currency"]}
    notices = [
        cases.opportunity(cast, rates=rates, won=shape["won"], frozen_basis=shape["basis"])
        for _ in range(2)
    ]
    made = cases.invoice(cast, *rows, **values)
    if not shape["split"]:
        cases.link(cast, made, notices[0])
        return made
    for notice, lines in zip(notices, (made.lines.all()[:1], made.lines.all()[1:]), strict=True):
        link = OpportunityLink.objects.create(
            document=made, notice=notice, is_whole=False, linked_at=NOON,
            linked_by_id=cast.finance.user_id,
        )  # fmt: skip
        LinkedLine.objects.bulk_create(LinkedLine(link=link, line=line) for line in lines)
    return made


def happen(cast: Cast, bill: Document, kind: str, amount: int, day: int, place: int) -> None:
    on = FIRST + timedelta(days=day)
    if kind == "corrected":
        notes = list(bill.notes.all())
        paper = bill if place else [bill, *notes][-1]
        Document.objects.filter(pk=paper.pk).update(
            version=F("version") + 1, total_minor=F("total_minor") + amount
        )
        DocumentConflict.objects.create(
            document=paper, stated={}, stated_sha256=f"{next(_serial)}", origin="FILE",
            found_at=NOON, status="REPLACED", decided_at=NOON + timedelta(days=day),
            decided_by_id=cast.finance.user_id,
        )  # fmt: skip
    elif kind in {"credit", "debit", "more"}:
        lines = list(bill.lines.all())
        line: DocumentLine | None = lines[place % len(lines)] if kind != "debit" else None
        sort = "CREDIT_NOTE" if kind == "credit" else "DEBIT_NOTE"
        cases.note(cast, bill, amount, amount + amount // 5, kind=sort, on=on, changes=line)
    else:
        more: dict[str, Any] = {
            "cheque": {"means": "CHEQUE"},
            "cleared": {"means": "CHEQUE", "cleared_date": on + timedelta(days=9)},
            "certificate": {"means": "WITHHOLDING", "certificate": "7"},
            "no certificate": {"means": "WITHHOLDING"},
        }.get(kind, {})
        made = cases.collection(cast, bill, amount, on=on, **more)
        if kind == "bounced":
            cases.reversal(cast, made, on=on + timedelta(days=place))


@pytest.fixture
def cast_again(db: None) -> Cast:
    return make_cast()


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(shapes=invoices, first=facts, then=facts)
def test_set_wise_is_one_by_one(
    cast_again: Cast, shapes: list[dict[str, Any]], first: list[Any], then: list[Any]
) -> None:
    cast = cast_again
    with transaction.atomic():
        bills = [bill_of(cast, shape) for shape in shapes]
        ids = sorted(bill.pk for bill in bills)
        for story in (first, then):  # the second goes on from what is booked and taken
            for place, kind, amount, day, line in story:
                happen(cast, bills[place % len(bills)], kind, amount, day, line)
            mark = transaction.savepoint()
            made = accrue_documents(actor=cast.finance, now=NOON, document_ids=ids)
            one_by_one = stored()
            transaction.savepoint_rollback(mark)
            assert accrue_many(actor=cast.finance, now=NOON, invoice_ids=ids) == made
            assert stored() == one_by_one
            assert accrue_many(actor=cast.finance, now=NOON, invoice_ids=ids) == 0
            assert stored() == one_by_one
        transaction.set_rollback(True)


def test_the_set_wise_way_is_taken_from_many_invoices_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MANY", 2)
    bills = [cases.invoice(cast, notice=cases.opportunity(cast)) for _ in range(3)]
    for bill in bills:
        cases.collection(cast, bill, 12_100_000)
    monkeypatch.setattr(operations, "read_facts", None)  # the other way would need it
    assert cases.accrue(cast.finance, *bills) == [500_000] * 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::int, mode FROM pg_locks WHERE locktype = 'advisory'"
            " AND pid = pg_backend_pid() AND classid = %s",
            [operations.ACCOUNTS_LOCK],
        )
        assert cursor.fetchall() == [(operations.ALL_ACCOUNTS, "ExclusiveLock")]


@pytest.mark.parametrize("amount", [10**13, 9 * 10**14])
def test_large_amounts_overflow_nowhere(cast: Cast, amount: int) -> None:
    bill = cases.invoice(
        cast,
        ("POS-SOFT", amount, amount),
        notice=cases.opportunity(cast, rates={"POS-SOFT": 9_999}),
    )
    cases.collection(cast, bill, amount - 1)
    mark = transaction.savepoint()
    cases.accrue(cast.finance, bill)
    expected = stored()
    transaction.savepoint_rollback(mark)
    assert accrue_many(actor=cast.finance, now=NOON, invoice_ids=[bill.pk]) == 1
    assert stored() == expected
