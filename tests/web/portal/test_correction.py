"""A reward that moved because a document was replaced says so, and not that its link was undone."""

import pytest
from django.test import Client

import reward_cases as cases
from builders import NOON
from cast import Cast
from universo.identity.models import User
from universo.rewards.models import Accrual
from universo.sales.models import DocumentConflict

pytestmark = pytest.mark.django_db


def test_a_document_replaced_is_told_as_such(cast: Cast) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast))
    cases.collection(cast, bill, 12_100_000)
    cases.accrue(cast.finance, bill)
    bill.lines.update(net_minor=9_000_000)
    DocumentConflict.objects.create(
        document=bill, stated={}, stated_sha256="0" * 64, origin="MANUAL", found_at=NOON,
        status="REPLACED", decided_at=NOON, decided_by_id=cast.finance.user_id,
    )  # fmt: skip
    assert cases.accrue(cast.finance, bill) == [-50_000]
    moved = Accrual.objects.get(trigger="CORRECTION")
    client = Client()
    client.force_login(User.objects.get(pk=cast.sponsor.user_id))
    page = client.get(f"/portal/recompensas/{moved.pk}/").content.decode()
    assert "Comprobante reemplazado" in page
    assert "Vínculo deshecho" not in page
    assert "neto 90.000,00 × 5" in page
