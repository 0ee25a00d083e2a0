"""The rule that links clear cases, and only those (R-12)."""

from datetime import date, timedelta
from typing import Any

import pytest

import builders
import sales_cases as sales
from cast import Cast
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import SYSTEM
from universo.opportunities.models import Notice, NoticeItem
from universo.rewards.models import Accrual
from universo.sales.clear_cases import clear_cases
from universo.sales.linking_rule import linked_by_rule
from universo.sales.models import OpportunityLink
from universo.usecases.link_by_rule import link_clear_cases, switch_rule
from universo.usecases.link_document import unlink_document
from universo.usecases.record_document import state_lines

pytestmark = pytest.mark.django_db


def asked(cast: Cast, *families: str, **changes: Any) -> Notice:
    """A won opportunity that asked for these families and no other."""
    made = sales.accepted(cast, **{"won": True, **changes})
    made.items.all().delete()
    for code in families or ("POS-SOFT",):
        NoticeItem.objects.create(notice=made, family=cast.families[code])
    return made


def switch_on(cast: Cast) -> None:
    switch_rule(actor=cast.finance, now=sales.NOON, is_on=True, reason="Probada un mes")


def clear() -> list[int]:
    return list(clear_cases().values_list("pk", flat=True))


def test_off_it_links_nothing_and_shows_what_it_would(cast: Cast) -> None:
    notice, document = asked(cast), sales.invoice(cast)
    assert clear() == [document.pk]
    assert link_clear_cases(now=sales.NOON) == 0
    switch_on(cast)
    assert link_clear_cases(now=sales.NOON) == 1
    assert link_clear_cases(now=sales.NOON) == 0
    link = OpportunityLink.objects.get()
    assert (link.notice_id, link.linked_by_id, link.is_whole) == (notice.pk, None, True)
    assert list(linked_by_rule()) == [link]


def test_on_it_acts_in_the_transaction_of_the_invoice_and_its_lines(cast: Cast) -> None:
    asked(cast)
    switch_on(cast)
    document = sales.invoice(cast)
    assert OpportunityLink.objects.get().document_id == document.pk
    sales.collect(cast, document, 12_100_000)
    assert Accrual.objects.get().amount_minor == 500_000
    bare = sales.invoice(cast, sales.line(family=""))
    assert not OpportunityLink.objects.filter(document=bare).exists()
    state_lines(actor=cast.finance, now=sales.NOON, document_id=bare.pk, lines=(sales.line(),))
    assert OpportunityLink.objects.filter(document=bare).exists()


@pytest.mark.parametrize(
    "case",
    [
        "two opportunities", "not won", "another family", "a family too many", "no family",
        "before", "after", "another cuit", "a note", "no net amount",
    ],
)  # fmt: skip
def test_what_is_not_clear_waits_for_a_person(cast: Cast, case: str) -> None:
    switch_on(cast)
    notice = asked(cast, **({"won": False} if case == "not won" else {}))
    lines: tuple[Any, ...] = (sales.line(),)
    changes: dict[str, Any] = {}
    if case == "two opportunities":
        asked(cast)
    elif case == "another family":
        lines = (sales.line(family="GESTION"),)
    elif case == "a family too many":
        lines = (sales.line(), sales.line(family="GESTION"))
    elif case == "no family":
        lines = (sales.line(family=""),)
    elif case == "before":
        changes = {"issue_date": date(2026, 10, 1)}
    elif case == "after":
        Notice.objects.filter(pk=notice.pk).update(protected_until_date=sales.DAY)
    elif case == "another cuit":
        changes = {"receiver_doc": builders.cuit(9_999)}
    elif case == "a note":
        changes = {"type_code": sales.DEBIT_A}
    elif case == "no net amount":
        changes = {"net_minor": None, "vat_minor": 0, "total_minor": 12_100_000, "lines": ()}
    sales.invoice(cast, *lines, **changes)
    assert clear() == []
    assert link_clear_cases(now=sales.NOON) == 0
    assert not OpportunityLink.objects.exists()


def test_the_last_protected_day_is_the_one_before_it_ends(cast: Cast) -> None:
    notice = asked(cast)
    Notice.objects.filter(pk=notice.pk).update(protected_until_date=sales.DAY + timedelta(days=1))
    document = sales.invoice(cast)
    assert clear() == [document.pk]


def test_what_a_person_undid_is_never_linked_again(cast: Cast) -> None:
    notice = asked(cast)
    switch_on(cast)
    document = sales.invoice(cast)
    unlink_document(
        actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=notice.pk,
        reason="No fue por este aviso",
    )  # fmt: skip
    assert link_clear_cases(now=sales.NOON) == 0
    assert [link.undone_by_id for link in linked_by_rule()] == [cast.finance.user_id]


def test_switching_needs_finance_a_reason_and_a_change(cast: Cast) -> None:
    for actor in (cast.auditor, cast.admin, cast.executive, SYSTEM):
        with pytest.raises(NotPermitted):
            switch_rule(actor=actor, now=sales.NOON, is_on=True, reason="Me parece bien")
    with pytest.raises(InvalidInput):
        switch_rule(actor=cast.finance, now=sales.NOON, is_on=True, reason="ok")
    with pytest.raises(Conflict):
        switch_rule(actor=cast.finance, now=sales.NOON, is_on=False, reason="Ya está inactiva")
    switch_on(cast)
    with pytest.raises(Conflict):
        switch_on(cast)
    switch_rule(actor=cast.finance, now=sales.NOON, is_on=False, reason="Se equivocó una vez")
    asked(cast)
    sales.invoice(cast)
    assert link_clear_cases(now=sales.NOON) == 0
