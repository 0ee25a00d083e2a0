"""The comparison of ledger and documents finds whatever somebody with all rights to the database did."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

import reward_cases as cases
from builders import NOON
from cast import Cast
from universo.errors import NotPermitted
from universo.identity.actor import SYSTEM
from universo.rewards.models import Accrual, Posting, Reconciliation
from universo.rewards.reconciliation import agrees_since, differences
from universo.sales.models import Collection, Document
from universo.usecases.reconcile_ledger import reconcile_ledger

pytestmark = pytest.mark.django_db


@contextmanager
def behind_the_guards(*tables: str) -> Iterator[None]:
    """What somebody may do who owns the tables: no trigger stops him."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, "nothing was tampered with"


@pytest.fixture
def booked(cast: Cast) -> Document:
    """Two invoices of two partners' notices, collected, one with notes and a bounce; all booked."""
    bill = cases.invoice(cast, ("POS-SOFT", 100_003, 121_004), notice=cases.opportunity(cast))
    first = cases.collection(cast, bill, 50_001)
    cases.collection(cast, bill, 30_000)
    cases.note(cast, bill, 10_001, 12_101)
    cases.note(cast, bill, 7_000, 8_470, kind="DEBIT_NOTE")
    cases.reversal(cast, first)
    other = cases.invoice(cast, notice=cases.opportunity(cast), currency="USD")
    cases.collection(cast, other, 4_000_000)
    cases.accrue(cast.finance, bill, other)
    assert differences() == []
    return bill


TAMPERED = {
    "a collection's amount": (
        "sales_collection", "UPDATE sales_collection SET amount_minor = amount_minor + 40", {"line"}
    ),
    "a bounce taken away": ("sales_reversal", "DELETE FROM sales_reversal", {"line", "posting"}),
    "a credit note's total": (
        "sales_document",
        "UPDATE sales_document SET total_minor = total_minor + 99 WHERE kind = 'CREDIT_NOTE'",
        {"line"},
    ),
    "an invoice line's net amount": (
        "sales_documentline",
        "UPDATE sales_documentline SET net_minor = net_minor * 2 WHERE changes_id IS NULL",
        {"line"},
    ),
    "a frozen rate": (
        "opportunities_frozenrate", "UPDATE opportunities_frozenrate SET rate_bp = rate_bp + 1", {"line"}
    ),
    "the money of one entry": (
        "rewards_entry",
        "UPDATE rewards_entry SET amount_minor = amount_minor + 1 WHERE id ="
        " (SELECT min(id) FROM rewards_entry)",
        {"posting", "account"},
    ),
    "both sides of a posting": (
        "rewards_entry",
        "UPDATE rewards_entry SET amount_minor = amount_minor * 2 WHERE posting_id ="
        " (SELECT min(posting_id) FROM rewards_entry)",
        {"posting", "account"},
    ),
    "an entry on another account": (
        "rewards_entry", "UPDATE rewards_entry SET account = 'PAID' WHERE account = 'ACCRUED'",
        {"posting", "account"},
    ),
    "entries without a trace": ("rewards_entry", "DELETE FROM rewards_entry", {"posting", "account"}),
    "a cause": ("rewards_posting", "UPDATE rewards_posting SET cause = cause || '0'", {"posting"}),
    "a partner": (
        "rewards_posting",
        "UPDATE rewards_posting SET partner_id = (SELECT max(id) FROM partners_partner)",
        {"posting", "account"},
    ),
    "a currency": (
        "rewards_posting", "UPDATE rewards_posting SET currency = 'USD' WHERE currency = 'ARS'",
        {"posting", "account"},
    ),
    "an accrual with its posting": (
        "rewards_accrual",
        "UPDATE rewards_accrual SET target_minor = target_minor + 5, amount_minor = amount_minor + 5"
        " WHERE id = (SELECT max(id) FROM rewards_accrual)",
        {"line", "accrual", "posting", "account"},
    ),
    "an accrual that is gone": (
        "rewards_accrual",
        "DELETE FROM rewards_accrual WHERE id = (SELECT min(id) FROM rewards_accrual)",
        {"line", "accrual", "posting", "account"},
    ),
    "the arithmetic that is kept": (
        "rewards_accrual", "UPDATE rewards_accrual SET rate_bp = rate_bp * 2", {"accrual"}
    ),
    "a link undone without its clawback": (
        "sales_opportunitylink",
        "UPDATE sales_opportunitylink SET undone_at = now(), undone_by_id = linked_by_id",
        {"line"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_each_kind_of_tampering_is_found(booked: Document, name: str) -> None:
    table, statement, kinds = TAMPERED[name]
    with behind_the_guards(table):
        run(statement)
        found = differences()
    assert {row.kind for row in found} == kinds


@pytest.fixture
def settled(cast: Cast, booked: Document) -> int:
    """A settlement of the partner's open rewards, stored as closing a month does; returns its id."""
    terms = "SELECT id FROM program_terms ORDER BY id LIMIT 1"
    total = cases.balance("ACCRUED")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
WITH p AS (INSERT INTO rewards_posting (cause, at, partner_id, currency)
  VALUES ('SETTLEMENT:' || %s || ':ARS:2026-10-01', %s, %s, 'ARS') RETURNING id),
e AS (INSERT INTO rewards_entry (posting_id, account, amount_minor)
  SELECT p.id, s.account, s.sign * %s FROM p, (VALUES ('ACCRUED', -1), ('PAYABLE', 1)) AS s (account, sign))
INSERT INTO rewards_settlement (partner_id, currency, period, number, status, total_minor, posting_id,
  closed_at, closed_by_id, terms_id)
SELECT %s, 'ARS', '2026-10-01', 12, 'CLOSED', %s, p.id, %s, %s, ({terms}) FROM p RETURNING id""",
            [cast.sponsor_partner.pk, NOON, cast.sponsor_partner.pk, total, cast.sponsor_partner.pk,
             total, NOON, cast.finance.user_id],
        )  # fmt: skip
        made = int(cursor.fetchone()[0])
        cursor.execute(
            "INSERT INTO rewards_settlementline (settlement_id, accrual_id) SELECT %s, a.id"
            " FROM rewards_accrual a JOIN rewards_posting p ON p.id = a.posting_id"
            " WHERE p.currency = 'ARS'",
            [made],
        )
    assert differences() == []
    return made


@pytest.mark.parametrize(
    ("table", "statement", "kinds"),
    [
        (
            "rewards_settlement", "UPDATE rewards_settlement SET total_minor = total_minor + 1",
            {"settlement", "posting", "account"},
        ),
        ("rewards_settlement", "UPDATE rewards_settlement SET status = 'PAID'", {"payment"}),
        (
            "rewards_settlementline",
            "DELETE FROM rewards_settlementline WHERE id = (SELECT min(id) FROM rewards_settlementline)",
            {"settlement"},
        ),
    ],
)  # fmt: skip
def test_a_settlement_that_was_touched_is_found(
    settled: int, table: str, statement: str, kinds: set[str]
) -> None:
    with behind_the_guards(table):
        run(statement)
        found = differences()
    assert {row.kind for row in found} == kinds
    assert settled in {row.settlement_id for row in found}


def test_a_posting_nobody_caused_is_found(cast: Cast, booked: Document) -> None:
    run(
        "WITH p AS (INSERT INTO rewards_posting (cause, at, partner_id, currency)"
        " VALUES ('PAYMENT:77', %s, %s, 'ARS') RETURNING id)"
        " INSERT INTO rewards_entry (posting_id, account, amount_minor)"
        " SELECT p.id, s.account, s.amount FROM p,"
        " (VALUES ('PAYABLE', -500), ('PAID', 500)) AS s (account, amount)",
        NOON, cast.sponsor_partner.pk,
    )  # fmt: skip
    found = differences()
    assert {row.kind for row in found} == {"posting", "account"}
    assert found[0].subject == "PAYMENT:77"


def test_a_difference_says_what_is_expected_and_leads_to_its_document(
    cast: Cast, booked: Document
) -> None:
    made = cases.collection(cast, booked, 1)
    Collection.objects.filter(pk=made.pk).update(cleared_date=made.received_date)
    before = sum(
        Accrual.objects.filter(line=booked.lines.get()).values_list("amount_minor", flat=True)
    )
    cases.collection(cast, booked, 60_000)
    (own, brought) = differences()
    assert (own.kind, own.document_id, own.found_minor) == ("line", booked.pk, before)
    assert own.subject == f"{booked.label} / 1"
    cases.accrue(cast.finance, booked)
    after = sum(
        Accrual.objects.filter(line=booked.lines.get()).values_list("amount_minor", flat=True)
    )
    assert own.expected_minor == after
    assert brought.kind == "line"
    assert differences() == []


def command(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("reconcile", *options, stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_tells_programs_and_people(cast: Cast, booked: Document) -> None:
    status, text = command("--json")
    told = json.loads(text)
    assert (status, told["postings"], told["differences"]) == (0, Posting.objects.count(), [])
    assert "Todo coincide" in command()[1]
    cases.collection(cast, booked, 20_000)
    status, text = command("--json")
    told = json.loads(text)
    assert status == 1
    assert [row["kind"] for row in told["differences"]] == ["line", "line"]
    status, text = command()
    assert status == 1
    assert f"{booked.label} / 1" in text
    assert Reconciliation.objects.count() == 4


def test_since_when_everything_agrees(cast: Cast, booked: Document) -> None:
    def night(days: int) -> None:
        reconcile_ledger(actor=SYSTEM, clock=lambda: NOON + timedelta(days=days))

    assert agrees_since() is None
    night(0)
    night(1)
    assert agrees_since() == NOON
    made = cases.collection(cast, booked, 20_000)
    night(2)
    assert agrees_since() is None
    cases.accrue(cast.finance, made.document)
    night(3)
    night(4)
    assert agrees_since() == NOON + timedelta(days=3)


def test_only_finance_auditors_and_the_system_may_ask(cast: Cast) -> None:
    for actor in (cast.sponsor, cast.executive, cast.admin):
        with pytest.raises(NotPermitted):
            reconcile_ledger(actor=actor, clock=lambda: NOON)
    assert reconcile_ledger(actor=cast.auditor, clock=lambda: NOON).asked_by_id
