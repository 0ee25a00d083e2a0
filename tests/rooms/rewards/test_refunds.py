"""Support paid back through the monthly settlement: booked once, settled once, recomputed (R-2, P-11)."""

import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook

import reward_cases as cases
import settling_cases as settling
from builders import NOON, new_uid
from cast import Cast
from universo.errors import Conflict
from universo.program.queries import terms_on
from universo.rewards import queries
from universo.rewards.invoices import receivers_of
from universo.rewards.models import Posting, Settlement
from universo.rewards.reconciliation import differences
from universo.rewards.refund_models import Refund, RefundLine
from universo.rewards.refunds import Spent, book_refund
from universo.rewards.settling import candidates
from universo.rewards.statement_seal import find_genuine, seal_of
from universo.usecases.settle_period import approve_run, prepare_run
from universo.web.shared.statement_files import statement_xlsx
from universo.web.shared.statement_sheet import statement_pdf

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
CUIT = "30610400562"


def spent(partner_id: int, **changes: Any) -> Spent:
    """Half of what was spent: 50 % of 100.000,01, up to 60.000."""
    values: dict[str, Any] = {
        "partner_id": partner_id, "currency": "ARS", "reference": "APO-00001",
        "title": "Campaña de primavera", "billed_cuit": CUIT, "base_minor": 10_000_001,
        "rate_bp": 5_000, "limit_minor": 6_000_000, "amount_minor": 5_000_001, **changes,
    }  # fmt: skip
    return Spent(**values)


def refund(
    cast: Cast, day: date = date(2026, 10, 20), uid: UUID | None = None, **changes: Any
) -> Refund:
    found = spent(changes.pop("partner_id", cast.sponsor_partner.pk), **changes)
    return book_refund(actor=cast.finance, now=NOON, uid=uid or new_uid(), day=day, spent=found)


def closed(cast: Cast, period: date = OCTOBER) -> list[Settlement]:
    return settling.settle_period(actor=cast.finance, now=NOON, period=period)


def test_it_is_booked_once_and_another_body_is_a_conflict(cast: Cast) -> None:
    uid = new_uid()
    first = refund(cast, uid=uid)
    assert refund(cast, uid=uid).pk == first.pk
    with pytest.raises(Conflict):
        refund(cast, uid=uid, base_minor=10_000_000, amount_minor=5_000_000)
    assert Posting.objects.filter(cause=f"SUPPORT:{uid.hex}").count() == 1
    assert cases.balance("ACCRUED", cast.sponsor_partner) == 5_000_001
    assert differences() == []


def test_it_enters_the_settlement_of_its_month_beside_the_rewards(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000, on=date(2026, 10, 12))
    cases.accrue(cast.finance, bill)
    mine, later = refund(cast), refund(cast, NOVEMBER, reference="APO-00002")
    (made,) = closed(cast)
    assert made.total_minor == 165_289 + 5_000_001
    assert list(RefundLine.objects.values_list("refund_id", "settlement_id")) == [
        (mine.pk, made.pk)
    ]
    assert cases.balance("PAYABLE", cast.sponsor_partner) == made.total_minor
    assert cases.balance("ACCRUED", cast.sponsor_partner) == later.amount_minor
    found = queries.totals(cast.sponsor)[0]
    assert (found.accrued_minor, found.payable_minor) == (later.amount_minor, made.total_minor)
    assert queries.search_settlements(cast.finance).get().rewards == 2
    assert differences() == []


def test_a_partner_without_rewards_is_paid_back_too(cast: Cast) -> None:
    refund(cast, partner_id=cast.reseller_partner.pk)
    (made,) = closed(cast)
    assert (made.partner, made.total_minor) == (cast.reseller_partner, 5_000_001)
    assert receivers_of(made) == [CUIT]
    assert queries.settlement(cast.reseller, made.pk) == made
    assert differences() == []


def test_what_is_booked_after_the_drafts_is_noticed(cast: Cast) -> None:
    refund(cast)
    run = prepare_run(actor=cast.finance, now=NOON, period=OCTOBER)
    refund(cast, reference="APO-00002")
    with pytest.raises(Conflict):
        approve_run(actor=settling.second(), now=NOON, run_id=run.pk)


def test_equal_sums_of_other_refunds_are_other_drafts(cast: Cast) -> None:
    refund(cast)
    before = candidates(OCTOBER, NOVEMBER, terms_on(OCTOBER))
    refund(cast, base_minor=2, amount_minor=1)
    after = candidates(OCTOBER, NOVEMBER, terms_on(OCTOBER))
    assert before[0].content != after[0].content


def test_the_statement_names_it_on_paper_and_is_sealed_with_it(cast: Cast) -> None:
    refund(cast)
    (made,) = closed(cast)
    seal = seal_of(made)
    assert '"refunds":[[' in seal.content
    assert find_genuine(made.number, seal.content_sha256[:20]) is not None
    assert statement_pdf(made, []).startswith(b"%PDF")
    book = load_workbook(io.BytesIO(statement_xlsx(made, [])))
    rows = [[cell.value for cell in row] for row in book.worksheets[1].rows]
    assert rows[1][1:3] == ["APO-00001", "Campaña de primavera"]
    assert rows[1][11] == pytest.approx(50_000.01)
    assert rows[-1][11] == pytest.approx(50_000.01)


@pytest.mark.parametrize(
    ("statement", "kinds"),
    [
        ("UPDATE rewards_refund SET amount_minor = amount_minor - 1", {"refund", "posting"}),
        ("UPDATE rewards_refund SET base_minor = base_minor - 100", {"refund"}),
        ("UPDATE rewards_refund SET uid = gen_random_uuid()", {"posting"}),
        ("DELETE FROM rewards_refundline", {"settlement"}),
        (
            "UPDATE rewards_entry SET amount_minor = amount_minor * 2"
            " WHERE account IN ('REWARDS', 'ACCRUED')",
            {"posting", "account"},
        ),
    ],
)
def test_whatever_is_altered_behind_the_guards_is_found(
    cast: Cast, statement: str, kinds: set[str]
) -> None:
    refund(cast)
    closed(cast)
    assert differences() == []
    tables = ("rewards_refund", "rewards_refundline", "rewards_entry")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        assert cursor.rowcount > 0
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert kinds <= {row.kind for row in differences()}


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["rewards_refund", "rewards_refundline"])
def test_what_was_booked_neither_changes_nor_goes(cast: Cast, table: str, verb: str) -> None:
    refund(cast)
    closed(cast)
    with (
        pytest.raises(DatabaseError, match="only added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))


def test_the_same_is_not_settled_twice(cast: Cast) -> None:
    refund(cast)
    closed(cast)
    refund(cast, NOVEMBER, reference="APO-00002")
    (second,) = settling.settle_period(
        actor=cast.finance, now=NOON + timedelta(days=20), period=NOVEMBER
    )
    assert second.total_minor == 5_000_001
    assert differences() == []
