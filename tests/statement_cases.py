"""A closed settlement stored directly, for tests of statements."""

from datetime import date

import reward_cases as cases
from builders import NOON
from cast import Cast
from universo.domain import ledger
from universo.domain.money import Money
from universo.program.queries import terms_on
from universo.rewards.booking import book
from universo.rewards.models import Accrual, Settlement, SettlementLine


def settled(cast: Cast) -> Settlement:
    """October of the sponsor: one invoice, collected in two parts, 5.000,00 in all."""
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 4_000_000, receipt_number="R-0001-77")
    cases.collection(cast, bill, 8_100_000, receipt_number="=R-0001-78")
    cases.accrue(cast.finance, bill)
    rows = list(Accrual.objects.order_by("id"))
    total = sum(row.amount_minor for row in rows)
    partner = cast.sponsor_partner.pk
    cause = ledger.Cause(ledger.CauseKind.SETTLEMENT, (str(partner), "ARS", "2026-10-01"))
    posting = ledger.settle(cause, str(partner), Money(total, "ARS"))
    made = Settlement.objects.create(
        partner_id=partner,
        currency="ARS",
        period=date(2026, 10, 1),
        number=1,
        status="CLOSED",
        total_minor=total,
        terms=terms_on(NOON.date()),
        posting=book(posting=posting, at=NOON, actor=cast.finance),
        closed_at=NOON,
        closed_by_id=cast.finance.user_id,
    )
    SettlementLine.objects.bulk_create(SettlementLine(settlement=made, accrual=r) for r in rows)
    return made
