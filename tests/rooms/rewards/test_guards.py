"""What the database itself refuses, whoever asks (RELIABILITY.md, protocol 9; PROGRAMME.md §3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

import reward_cases as cases
import sales_imports as imports
from builders import NOON
from cast import Cast
from universo.audit.management.commands.migrate import grant_application_role
from universo.rewards.models import Entry, Posting
from universo.sales.models import Document, LinkedLine, OpportunityLink

pytestmark = pytest.mark.django_db
LEDGER = ("posting", "entry", "accrual", "takenfact")
ROLE = "universo_app"


@pytest.fixture
def bill(cast: Cast) -> Document:
    """A collected invoice whose reward is booked."""
    made = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, made, 4_000_000)
    cases.accrue(cast.finance, made)
    return made


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        yield


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("verb", ["UPDATE rewards_{} SET id = id", "DELETE FROM rewards_{}"])
@pytest.mark.parametrize("table", LEDGER)
def test_what_was_booked_neither_changes_nor_goes(bill: Document, table: str, verb: str) -> None:
    with refused("only added"):
        run(verb.format(table))


@pytest.mark.parametrize(
    "table", [*(f"rewards_{name}" for name in LEDGER), "sales_collection", "sales_document"]
)
def test_no_table_is_emptied_not_even_by_its_owner(bill: Document, table: str) -> None:
    with refused("only added"):
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET LOCAL universo.emptying = ''")
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize(
    "table", [*(f"rewards_{name}" for name in LEDGER), "sales_reversal", "audit_event"]
)
def test_the_application_has_no_right_to_it_either(bill: Document, table: str, verb: str) -> None:
    grant_application_role(ROLE)
    with refused("permission denied"):
        run(f"SET LOCAL ROLE {ROLE}")
        run(verb.format(table))


POSTED = """
WITH p AS (INSERT INTO rewards_posting (cause, at, partner_id, currency)
  VALUES ('X:1', %s, %s, 'ARS') RETURNING id)
INSERT INTO rewards_entry (posting_id, account, amount_minor)
SELECT p.id, e.account, e.amount FROM p, (VALUES {}) AS e (account, amount)"""


@pytest.mark.parametrize(
    "entries",
    ["('ACCRUED', 100), ('REWARDS', -99)", "('ACCRUED', 100)", "('ACCRUED', 0), ('PAID', 0)"],
)
def test_an_unbalanced_posting_is_refused(cast: Cast, entries: str) -> None:
    with refused("balance|not_zero"):
        run(POSTED.format(entries), NOON, cast.sponsor_partner.pk)
    run(POSTED.format("('ACCRUED', 100), ('REWARDS', -100)"), NOON, cast.sponsor_partner.pk)
    assert Entry.objects.count() == 2


def test_a_posting_without_entries_is_refused(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="no entries"), transaction.atomic():
        Posting.objects.create(cause="X:1", at=NOON, partner=cast.sponsor_partner, currency="ARS")


def test_nothing_is_added_to_an_old_posting_even_if_it_balances(bill: Document) -> None:
    posting = Posting.objects.get()
    with refused("balance"):
        Entry.objects.bulk_create(
            Entry(posting=posting, account=account, amount_minor=amount)
            for account, amount in (("PAYABLE", 5), ("PAID", -5))
        )


def test_a_document_changes_only_with_its_version(bill: Document) -> None:
    rows = Document.objects.filter(pk=bill.pk)
    for changes in (
        {"total_minor": 1},
        {"net_minor": 1},
        {"issue_date": date(2026, 1, 1)},
        {"version": 3},
        {"version": 2, "number": 77},
        {"version": 2, "recorded_at": NOON.replace(year=2020)},
    ):
        with refused("stays as it is"):
            rows.update(**changes)
    with refused("stays as it is"):
        run("DELETE FROM sales_document WHERE id = %s", bill.pk)
    assert rows.update(version=2, total_minor=12_100_001) == 1


def test_what_a_document_did_not_state_may_be_stated_once(cast: Cast) -> None:
    blank = Document.objects.filter(pk=cases.invoice(cast, net_minor=None).pk)
    assert blank.update(net_minor=10_000_000, vat_minor=2_100_000) == 1
    with refused("stays as it is"):
        blank.update(net_minor=9_000_000)


def test_a_collection_gets_its_day_and_its_certificate_once(cast: Cast, bill: Document) -> None:
    cheque = cases.collection(cast, bill, 1_000, means="CHEQUE")
    rows = type(cheque).objects.filter(pk=cheque.pk)
    for changes in (
        {"amount_minor": 2_000},
        {"received_date": date(2026, 1, 1)},
        {"means": "CASH"},
    ):
        with refused("stays as it is"):
            rows.update(**changes)
    assert rows.update(cleared_date=date(2026, 11, 3)) == 1
    with refused("stays as it is"):
        rows.update(cleared_date=date(2026, 11, 4))
    with refused("stays as it is"):
        run("DELETE FROM sales_collection WHERE id = %s", cheque.pk)
    back = cases.reversal(cast, cheque)
    with refused("only added"):
        type(back).objects.filter(pk=back.pk).update(on_date=date(2026, 11, 5))


def test_a_link_is_undone_once_and_stays_as_history(cast: Cast, bill: Document) -> None:
    link = OpportunityLink.objects.filter(document=bill)
    line = LinkedLine.objects.create(link=link.get(), line=bill.lines.get())
    other = cases.opportunity(cast)
    with refused("stays as it is"):
        link.update(notice=other)
    with refused("stays as it is"):
        run("DELETE FROM sales_opportunitylink WHERE id = %s", link.get().pk)
    with refused("stays as it is"):
        run("DELETE FROM sales_linkedline WHERE id = %s", line.pk)
    assert link.update(undone_at=NOON, undone_by_id=cast.finance.user_id) == 1
    assert LinkedLine.objects.update(is_active=False) == 1
    with refused("stays as it is"):
        link.update(undone_at=None, undone_by=None)
    with refused("stays as it is"):
        LinkedLine.objects.update(is_active=True)


def test_the_role_of_the_application_is_the_one_that_is_tried_here() -> None:
    assert settings.APP_ROLE in {ROLE, "universo_owner"}


REFERENCES = {
    "rewards_accrual": ("posting_id", "link_id", "collection_id", "notice_id", "line_id"),
    "rewards_takenfact": ("link_id",),
    "sales_collection": ("document_id", "batch_id"),
    "sales_documentline": ("document_id", "family_id", "product_id"),
    "sales_document": ("batch_id",),
}
UNIQUE = {
    "uid": "gen_random_uuid()",
    "number": "number + 1000",
    "key": "'other'",
    "receipt_number": "'other'",
    "position": "position + 1",
}


@pytest.mark.parametrize(
    ("table", "column"), [(table, one) for table, names in REFERENCES.items() for one in names]
)
def test_no_row_refers_to_what_does_not_exist(bill: Document, table: str, column: str) -> None:
    """Copied with one reference to nowhere, every row of money is refused; copied right, it is taken."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name <> 'id'",
            [table],
        )
        names = [row[0] for row in cursor.fetchall()]
    right = [UNIQUE.get(name, name) for name in names]
    wrong = ["9999999" if name == column else say for name, say in zip(names, right, strict=True)]
    into = f"INSERT INTO {table} ({', '.join(names)}) SELECT {{}} FROM {table} LIMIT 1"
    with refused("exist"):
        run(into.format(", ".join(wrong)))
    if table != "rewards_accrual":  # a posting has one
        run(into.format(", ".join(right)))


def test_a_posting_of_no_partner_is_refused(cast: Cast) -> None:
    with refused("exist"):
        run(POSTED.format("('ACCRUED', 100), ('REWARDS', -100)"), NOON, 9999999)


REFERRED = {
    "partners_partner": "INSERT INTO partners_partner SELECT (jsonb_populate_record(p, jsonb_build_object("
    "'id', 77777, 'cuit', '30999999995'))).* FROM partners_partner p LIMIT 1",
    "program_productfamily": "INSERT INTO program_productfamily SELECT (jsonb_populate_record(p,"
    " jsonb_build_object('id', 77777, 'code', 'OTHER'))).* FROM program_productfamily p LIMIT 1",
}


@pytest.mark.parametrize("table", REFERRED)
def test_what_money_refers_to_is_not_removed(bill: Document, table: str) -> None:
    """A row that nothing else refers to, then money does: neither removed nor given another number."""
    for refers in (False, True):
        run(REFERRED[table])
        if refers and table == "partners_partner":
            run(POSTED.format("('ACCRUED', 100), ('REWARDS', -100)"), NOON, 77777)
        elif refers:
            run("UPDATE sales_documentline SET family_id = 77777")
        for verb in (f"DELETE FROM {table} WHERE", f"UPDATE {table} SET id = 77778 WHERE"):
            if refers:
                with refused("referred to"):
                    run(f"{verb} id = 77777")
            else:
                run("SAVEPOINT one")
                run(f"{verb} id = 77777")
                run("ROLLBACK TO one")
        if not refers:
            run(f"DELETE FROM {table} WHERE id = 77777")


def test_a_line_that_was_rewarded_is_not_removed(bill: Document) -> None:
    with refused("rewarded"):
        run("DELETE FROM sales_documentline WHERE document_id = %s", bill.pk)


def test_entries_of_no_posting_are_refused(bill: Document) -> None:
    with refused("does not balance"):
        run(
            "INSERT INTO rewards_entry (posting_id, account, amount_minor)"
            " VALUES (9999999, 'REWARDS', -1), (9999999, 'ACCRUED', 1)"
        )


def test_a_line_is_not_moved_to_a_document_that_does_not_exist(bill: Document) -> None:
    with refused("exist"):
        run("UPDATE sales_documentline SET document_id = 9999999")


def test_an_import_stays(cast: Cast) -> None:
    batch = imports.preview(cast.finance, "fecha;tipo\n")
    with refused("stays"):
        run("DELETE FROM sales_importbatch WHERE id = %s", batch.pk)
