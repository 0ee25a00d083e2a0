"""The thirteen cases of collections that an Argentine finance clerk meets, through the use cases (P-9).

At a rate of 100 % the reward is the net base that each case expects.
"""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import builders
import sales_cases as sales
from cast import Cast
from universo.errors import InvalidInput
from universo.rewards.models import Accrual
from universo.rewards.reconciliation import differences
from universo.sales.models import Document
from universo.sales.queries import sums_of
from universo.usecases.link_document import link_document
from universo.usecases.record_collection import clear_cheque, reverse_collection
from universo.usecases.record_document import record_document

pytestmark = pytest.mark.django_db
PATH = Path(__file__).parents[2] / "domain" / "data" / "cobranzas_casos.json"
CASES = {case["id"]: case for case in json.loads(PATH.read_text(encoding="utf-8"))}
NET, TOTAL = 150_000_000, 181_500_000
LATER = sales.DAY + timedelta(days=5)


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def sold(cast: Cast, net: int = NET, total: int = TOTAL, **changes: Any) -> Document:
    """An invoice of a won opportunity at 100 %."""
    line = sales.line(net, gross_minor=total)
    document = sales.invoice(cast, line, **changes)
    notice = sales.accepted(cast, won=True, rate_bp=10_000)
    link_document(actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=notice.pk)
    return document


def credit(cast: Cast, document: Document, net: int, total: int) -> None:
    line = sales.line(net, gross_minor=total, changes_line_id=document.lines.get().pk)
    note = sales.data(line, type_code=sales.CREDIT_A, corrects_id=document.pk, issue_date=sales.DAY)
    record_document(actor=cast.finance, now=sales.NOON, data=note)


def withholdings(cast: Cast, document: Document, *, with_iibb: bool) -> None:
    sales.collect(cast, document, 159_134_000)
    for amount, number in ((15_750_000, "IVA-1"), (2_866_000, "GAN-1"), (3_750_000, "IIBB-1")):
        if number != "IIBB-1" or with_iibb:
            sales.collect(cast, document, amount, means="WITHHOLDING", certificate=number)


def cheque(cast: Cast, document: Document, *, clears: bool, bounces: bool = False) -> None:
    received = sales.collect(cast, document, TOTAL, means="CHEQUE")
    named: dict[str, Any] = {
        "actor": cast.finance, "now": sales.NOON, "collection_id": received.pk,
    }  # fmt: skip
    if clears:
        clear_cheque(cleared_date=LATER, **named)
    if bounces:
        reverse_collection(
            uid=builders.new_uid(), on_date=LATER, reason="Cheque rechazado", **named
        )


PARTS = {
    "C1": [TOTAL], "C7": [90_750_000], "C8": [60_500_000] * 3, "C10": [TOTAL], "C11": [190_000_000],
    "C12": [132_132], "C13": [33_333, 33_333, 33_334],
}  # fmt: skip


def act(cast: Cast, case: str) -> Document:
    """Do what the case tells."""
    dollars = {"currency": "USD", "exchange_rate": Decimal("1474.91")}
    sizes: dict[str, Any] = {"C12": (218_400, 264_264), "C13": (82_645, 100_000)}
    document = sold(cast, *sizes.get(case, ()), **(dollars if case == "C12" else {}))
    if case in {"C2", "C3"}:
        withholdings(cast, document, with_iibb=case == "C2")
    elif case in {"C4", "C5", "C6"}:
        cheque(cast, document, clears=case != "C4", bounces=case == "C6")
    elif case == "C9":
        credit(cast, document, 30_000_000, 36_300_000)
        sales.collect(cast, document, 145_200_000)
    for amount in PARTS.get(case, []):
        sales.collect(cast, document, amount)
    if case == "C10":
        credit(cast, document, NET, TOTAL)
    return document


@pytest.mark.parametrize("case", sorted(CASES))
def test_the_case_ends_in_its_base(cast: Cast, case: str) -> None:
    document, told = act(cast, case), CASES[case]
    made = list(Accrual.objects.order_by("pk").values_list("amount_minor", flat=True))
    assert sum(made) == minor(told["base_neta"])
    if "incrementos" in told:
        assert made == [minor(part) for part in told["incrementos"]]
    if "cancelado" in told:
        sums = sums_of(document)
        assert min(sums.collected, sums.total) == minor(told["cancelado"])
    assert differences() == []


def test_what_waits_and_what_is_left_over(cast: Cast) -> None:
    assert sums_of(act(cast, "C4")).waiting == TOTAL
    assert sums_of(act(cast, "C11")).credit == 8_500_000


def test_a_withholding_without_its_certificate_is_not_taken(cast: Cast) -> None:
    document = act(cast, "C3")
    with pytest.raises(InvalidInput):
        sales.collect(cast, document, 3_750_000, means="WITHHOLDING")
    sales.collect(cast, document, 3_750_000, means="WITHHOLDING", certificate="IIBB-1")
    assert sums_of(document).outstanding == 0
