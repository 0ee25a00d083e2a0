"""Page, spreadsheet, signed content and ledger of one month say the same, to the centavo (P-11)."""

import json
import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

import reward_cases as cases
import settling_cases as settling
from builders import NOON, new_uid
from cast import Cast
from universo.identity.models import User
from universo.rewards.models import Settlement, SettlementLine
from universo.rewards.reconciliation import differences
from universo.rewards.refunds import Spent, book_correction, book_refund
from universo.rewards.statement_seal import seal_of

pytestmark = pytest.mark.django_db
AMOUNT = re.compile(r"(\u2212?)\$\u00a0([\d.]+,\d\d)")


@pytest.fixture
def made(cast: Cast) -> Settlement:
    """A month with a cheque that bounced, a credit note, a debit note, a support and its correction."""
    bill = cases.invoice(
        cast, ("POS-SOFT", 10_000_001, 12_100_001), ("POS-SOFT", 333_333, 403_333),
        notice=cases.opportunity(cast),
    )  # fmt: skip
    cheque = cases.collection(cast, bill, 4_000_007, on=date(2026, 10, 6))
    cases.accrue(cast.finance, bill)
    cases.reversal(cast, cheque, on=date(2026, 10, 9))
    cases.accrue(cast.finance, bill)
    cases.collection(cast, bill, 7_777_777, on=date(2026, 10, 12))
    cases.accrue(cast.finance, bill)
    cases.note(cast, bill, 1_234_567, 1_493_826, on=date(2026, 10, 20))
    cases.note(cast, bill, 99_999, 120_999, kind="DEBIT_NOTE", on=date(2026, 10, 21))
    cases.accrue(cast.finance, bill)
    spent = Spent(
        cast.sponsor_partner.pk, "ARS", "APO-00001", "Campaña", "30610400562", 10_000_001, 5_000,
        6_000_000, 5_000_001,
    )  # fmt: skip
    day = date(2026, 10, 22)
    paid = book_refund(actor=cast.finance, now=NOON, uid=new_uid(), day=day, spent=spent)
    book_correction(
        actor=settling.second(), now=NOON, uid=new_uid(), day=day, of=paid, amount_minor=1_000_003,
        reason="Se pagó de más",
    )  # fmt: skip
    (found,) = settling.settle_period(actor=cast.finance, now=NOON, period=date(2026, 10, 1))
    return found


def test_page_spreadsheet_content_and_ledger_agree(cast: Cast, made: Settlement) -> None:
    parts = list(
        SettlementLine.objects.filter(settlement=made).values_list(
            "accrual__amount_minor", flat=True
        )
    )
    refunds = [5_000_001, -1_000_003]
    assert any(part < 0 for part in parts)
    assert sum(parts) + sum(refunds) == made.total_minor
    assert cases.balance("PAYABLE", cast.sponsor_partner) == made.total_minor
    assert cases.balance("ACCRUED", cast.sponsor_partner) == 0
    client = Client()
    client.force_login(User.objects.get(pk=cast.sponsor.user_id))

    page = client.get(reverse("portal:statement", args=[made.pk])).content.decode()
    shown = [_minor(*found) for found in AMOUNT.findall(page)]
    assert made.total_minor in shown
    assert sorted(set(parts + refunds) - set(shown)) == []

    content = client.get(reverse("portal:statement_xlsx", args=[made.pk])).content
    front, sheet = openpyxl.load_workbook(BytesIO(content)).worksheets
    column = [row[11] for row in sheet.iter_rows(min_row=2, values_only=True)]
    cells = [int(Decimal(str(value)).scaleb(2).to_integral_exact()) for value in column]
    assert sorted(cells[:-1]) == sorted(parts + refunds)
    assert cells[-1] == made.total_minor
    said = {row[0]: row[1] for row in front.iter_rows(values_only=True)}
    assert Decimal(str(said["Total"])).scaleb(2) == made.total_minor

    sealed = json.loads(seal_of(made).content)
    assert sealed["total_minor"] == made.total_minor
    assert differences() == []


def _minor(sign: str, digits: str) -> int:
    value = int(digits.replace(".", "").replace(",", ""))
    return -value if sign else value
