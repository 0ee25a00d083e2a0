"""From the sale to the money: accrued, settled, paid, and what bounces taken back (R-12, P-11, §3)."""

from datetime import UTC, date, datetime

import pytest

import builders
import reward_cases as cases
import routing_cases
import sales_cases as sales
from cast import Cast
from settling_cases import pay_settlement, settle_period
from universo.audit.queries import timeline
from universo.errors import DomainError
from universo.notifications.models import Mail
from universo.opportunities.models import FrozenRate
from universo.rewards import queries
from universo.rewards.ancestry import ancestries
from universo.rewards.reconciliation import differences
from universo.usecases.link_document import link_document
from universo.usecases.record_collection import record_collection, reverse_collection
from universo.usecases.work_lead import win_lead
from universo.web.shared.reward_words import arithmetic
from universo.web.shared.timeline import text_of

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


def collect(cast: Cast, document_id: int, amount: int, day: date, receipt: str) -> int:
    return record_collection(
        actor=cast.finance,
        now=builders.NOON,
        uid=builders.new_uid(),
        document_id=document_id,
        receipt_number=receipt,
        means="TRANSFER",
        amount_minor=amount,
        received_date=day,
    ).pk


def test_the_worked_example_from_winning_to_the_bounce(cast: Cast) -> None:
    """§3: 1.652,89 and 3.347,11 make 5.000,00; the first receipt bounces and takes 1.652,89 back."""
    notice = cases.opportunity(cast, won=False)
    bill = sales.invoice(cast)
    link_document(actor=cast.finance, now=builders.NOON, document_id=bill.pk, notice_id=notice.pk)
    first = collect(cast, bill.pk, 4_000_000, date(2026, 11, 9), "R-1")
    assert queries.totals(cast.sponsor) == []  # the link alone gives nothing: it is not won yet

    lead = routing_cases.active(cast, notice)
    win_lead(actor=cast.reseller, now=builders.NOON, assignment_id=lead.pk)
    assert queries.totals(cast.sponsor)[0].accrued_minor == 165_289

    collect(cast, bill.pk, 8_100_000, date(2026, 11, 16), "R-2")
    assert cases.accrued_amounts() == [165_289, 334_711]
    assert queries.totals(cast.sponsor)[0].accrued_minor == 500_000

    reverse_collection(
        actor=cast.finance, now=builders.NOON, uid=builders.new_uid(), collection_id=first,
        on_date=date(2026, 11, 20), reason="Cheque rechazado",
    )  # fmt: skip
    assert cases.accrued_amounts() == [165_289, 334_711, -165_289]
    words = [arithmetic(row) for row in ancestries(queries.visible_to(cast.sponsor).order_by("id"))]
    assert words == [
        "neto 100.000,00 × 5\u00a0% × cobrado 40.000,00 / total 121.000,00 = 1.652,89;"
        " ya devengado 0,00",
        "neto 100.000,00 × 5\u00a0% × cobrado 121.000,00 / total 121.000,00 = 5.000,00;"
        " ya devengado 1.652,89",
        "neto 100.000,00 × 5\u00a0% × cobrado 81.000,00 / total 121.000,00 = 3.347,11;"
        " ya devengado 5.000,00",
    ]
    assert differences() == []


def test_a_month_is_settled_invoiced_and_paid_and_the_next_one_pays_for_the_bounce(
    cast: Cast,
) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    first = collect(cast, bill.pk, 4_000_000, date(2026, 11, 9), "R-1")
    december = datetime(2026, 12, 1, 13, tzinfo=UTC)
    (november,) = settle_period(actor=cast.finance, now=december, period=NOVEMBER)
    assert (november.reference, november.total_minor) == ("LIQ-000001", 165_289)
    asked = Mail.objects.get(key=f"rewards.settlement.{november.pk}.closed")
    assert "envíenos la factura de su empresa por $ 1.652,89" in asked.text
    pay_settlement(actor=cast.finance, now=december, settlement=november)
    (told,) = queries.totals(cast.sponsor)
    assert (told.accrued_minor, told.payable_minor, told.paid_minor) == (0, 0, 165_289)

    reverse_collection(
        actor=cast.finance, now=december, uid=builders.new_uid(), collection_id=first,
        on_date=date(2026, 12, 1), reason="Cheque rechazado",
    )  # fmt: skip
    new_year = datetime(2027, 1, 4, 13, tzinfo=UTC)
    with pytest.raises(DomainError):  # it owes: nothing to close, it carries over (P-11)
        settle_period(actor=cast.finance, now=new_year, period=date(2026, 12, 1))
    record_collection(
        actor=cast.finance, now=new_year, uid=builders.new_uid(), document_id=bill.pk,
        receipt_number="R-3", means="TRANSFER", amount_minor=12_100_000,
        received_date=date(2027, 1, 2),
    )  # fmt: skip
    february = datetime(2027, 2, 1, 13, tzinfo=UTC)
    (january,) = settle_period(actor=cast.finance, now=february, period=date(2027, 1, 1))
    assert january.total_minor == 500_000 - 165_289
    assert november.total_minor + january.total_minor == 500_000
    assert differences() == []

    notice_id = bill.links.get().notice_id
    story = [text_of(event) for event in timeline(cast.sponsor, "notice", notice_id)]
    assert [line for line in story if "LIQ" in line or "recompensa" in line.lower()] == [
        f"Se devengó una recompensa de $\u00a01.652,89 por la factura {bill.label}.",
        "Se cerró LIQ-000001 de 11/2026 por $\u00a01.652,89.",
        "Se pagó LIQ-000001: $\u00a01.652,89.",
        f"Recupero de recompensa por la factura {bill.label}: \u2212$\u00a01.652,89.",
        f"Se devengó una recompensa de $\u00a05.000,00 por la factura {bill.label}.",
        "Se cerró LIQ-000002 de 01/2027 por $\u00a03.347,11.",
    ]


def test_the_frozen_rate_counts_not_todays(cast: Cast) -> None:
    """P-7: a rate that changes after the acceptance changes nothing of this opportunity."""
    from universo.program.models import RewardRate

    notice = cases.opportunity(cast)
    bill = cases.invoice(cast, notice=notice)
    RewardRate.objects.update(rate_bp=9_000)
    collect(cast, bill.pk, 12_100_000, date(2026, 11, 9), "R-1")
    assert FrozenRate.objects.get(notice=notice).rate_bp == 500
    assert queries.totals(cast.sponsor)[0].accrued_minor == 500_000
