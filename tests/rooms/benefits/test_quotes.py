"""Quotes: drafts, numbers, what is frozen, who reads them, and what they bring (R-2 b)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

import builders
import price_cases as cases
import routing_cases
from cast import Cast
from price_cases import NOON, TODAY
from universo.benefits.models import Entitlement
from universo.benefits.prices import quote_queries
from universo.benefits.prices.figures import lists_in_force, use_by_partner
from universo.benefits.prices.models import Quote, QuoteLine
from universo.domain.quotes import MAX_QUANTITY
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.usecases.issue_quote import copy_quote, issue_quote, withdraw_quote
from universo.usecases.look_at_prices import count_look
from universo.usecases.work_lead import win_lead
from universo.usecases.write_quote import (
    LineData,
    QuoteData,
    discard_quote,
    save_quote,
    start_quote,
)

DAY = timedelta(days=1)
HEAD = QuoteData("Ferretería del Sur S.A.", 10)


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


def test_each_partner_has_its_own_numbers_and_a_number_is_given_once(cast: Cast) -> None:
    visit = [LineData(1, 100, text="Visita")]
    numbers = [cases.issued(cast.reseller, visit).number for _n in range(3)]
    assert numbers == [1, 2, 3]
    assert cases.issued(cast.sponsor, visit).number == 1
    draft = cases.draft(cast.reseller, visit)
    again = [
        issue_quote(actor=cast.reseller, now=NOON, quote_id=draft.pk, revision=draft.revision)
        for _n in range(2)
    ]
    assert [one.number for one in again] == [4, 4]


def test_an_issued_quote_is_frozen_in_the_database_too(cast: Cast) -> None:
    made = cases.issued(cast.reseller, [LineData(2, 100, text="Visita")])

    def refused(act: Any) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    refused(lambda: Quote.objects.filter(pk=made.pk).update(net_minor=1))
    refused(lambda: Quote.objects.filter(pk=made.pk).update(status="DRAFT"))
    refused(lambda: QuoteLine.objects.filter(quote=made).update(unit_minor=1))
    refused(lambda: QuoteLine.objects.filter(quote=made).delete())
    refused(
        lambda: QuoteLine.objects.create(
            quote=made, position=2, text="x", quantity=1, unit_minor=1, vat_bp=0
        )
    )
    with pytest.raises(Conflict):
        save_quote(
            actor=cast.reseller,
            now=NOON,
            quote_id=made.pk,
            revision=made.revision,
            data=HEAD,
            lines=[],
        )
    with pytest.raises(Conflict):
        discard_quote(actor=cast.reseller, now=NOON, quote_id=made.pk)
    withdraw_quote(actor=cast.reseller, now=NOON, quote_id=made.pk, reason="Cambió el pedido.")
    refused(lambda: Quote.objects.filter(pk=made.pk).update(status="ISSUED"))


def test_prices_of_the_day_of_issue_are_kept_with_it(cast: Cast) -> None:
    cases.published(cast)
    draft = cases.draft(cast.reseller, [LineData(1, 45_000_000, code="TPV-15")])
    later = cases.published(
        cast, ["TPV-15;Terminal táctil;x;600.000,00;460.000,00;21"], from_date=date(2026, 12, 1)
    )
    assert later.follows is not None
    made = issue_quote(
        actor=cast.reseller, now=NOON + 10 * DAY, quote_id=draft.pk, revision=draft.revision
    )
    line = made.lines.get()
    assert (line.own_minor, line.public_minor, line.is_below_own) == (46_000_000, 60_000_000, True)


def test_nobody_else_reads_or_touches_a_quote(cast: Cast) -> None:
    made = cases.issued(cast.reseller, [LineData(1, 100, text="Visita")])
    others = [actor for who, actor in cast.everyone().items() if who != "reseller"]
    for actor in others:
        assert not quote_queries.visible_to(actor).exists()
        with pytest.raises(NotPermitted):
            quote_queries.quote(actor, made.pk)
        with pytest.raises(NotPermitted):
            withdraw_quote(actor=actor, now=NOON, quote_id=made.pk, reason="Porque sí")
        with pytest.raises(NotPermitted):
            copy_quote(actor=actor, now=NOON, uid=builders.new_uid(), quote_id=made.pk)
    uid = builders.new_uid()
    start_quote(actor=cast.reseller, now=NOON, uid=uid, currency="ARS", data=HEAD)
    with pytest.raises(Conflict):
        start_quote(actor=cast.sponsor, now=NOON, uid=uid, currency="ARS", data=HEAD)


def test_an_article_of_no_list_of_his_is_not_quoted_as_one(cast: Cast) -> None:
    cases.published(cast, category="ISV", title="ISV")
    with pytest.raises(DomainError):
        cases.draft(cast.reseller, [LineData(1, 100, code="TPV-15")])
    cases.published(cast, currency="USD", title="Dólares")
    with pytest.raises(DomainError):  # of his, and in another currency
        cases.draft(cast.reseller, [LineData(1, 100, code="TPV-15")])
    assert cases.draft(cast.reseller, [LineData(1, 100, code="TPV-15")], currency="USD").net_minor


def test_what_cannot_be_quoted_is_refused(cast: Cast) -> None:
    def refused(*lines: LineData) -> None:
        with pytest.raises(DomainError):
            cases.issued(cast.reseller, list(lines))

    for bad in (
        LineData(0, 1, text="Cero"), LineData(MAX_QUANTITY + 1, 1, text="Mucho"), LineData(1, -1, text="Menos"),
        LineData(1, 1, text=""), LineData(1, 1, text="IVA", vat_bp=1900),
        LineData(MAX_QUANTITY, 10**15, text="Más"),
    ):  # fmt: skip
        refused(bad)
    empty = cases.draft(cast.reseller)
    with pytest.raises(DomainError):
        issue_quote(actor=cast.reseller, now=NOON, quote_id=empty.pk, revision=empty.revision)
    with pytest.raises(InvalidInput) as faults:
        start_quote(
            actor=cast.reseller, now=NOON, uid=builders.new_uid(), currency="ARS",
            data=QuoteData("", 61, customer_cuit="30-1"),
        )  # fmt: skip
    assert set(faults.value.errors) == {"customer_name", "customer_cuit", "validity_days"}


def test_without_the_benefit_nothing_is_quoted(cast: Cast) -> None:
    made = cases.draft(cast.reseller, [LineData(1, 100, text="Visita")])
    Entitlement.objects.filter(service="PRICES").update(valid=(date(2024, 1, 1), TODAY))
    with pytest.raises(NotPermitted):
        issue_quote(actor=cast.reseller, now=NOON, quote_id=made.pk, revision=made.revision)
    with pytest.raises(NotPermitted):
        start_quote(
            actor=cast.reseller, now=NOON, uid=builders.new_uid(), currency="ARS", data=HEAD
        )


def test_the_figures_count_looks_sums_and_sales_won_after_the_quote(cast: Cast) -> None:
    cases.published(cast)
    count_look(actor=cast.reseller, now=NOON)
    count_look(actor=cast.reseller, now=NOON + DAY)
    lead = routing_cases.active(cast)
    customer = lead.notice.prospect
    cases.issued(
        cast.reseller, [LineData(2, 45_000_000, code="TPV-15")], customer_cuit=customer.cuit
    )
    cases.issued(cast.sponsor, [LineData(1, 100, text="Visita")])
    (found,) = [
        row
        for row in use_by_partner(cast.admin, TODAY, TODAY + DAY)
        if row.partner == cast.reseller_partner
    ]
    assert (found.people, found.days, found.quotes, found.won) == (1, 2, 1, 0)
    assert found.net == {"ARS": 90_000_000}
    assert found.spread == {"ARS": 20_000_000}
    win_lead(actor=cast.reseller, now=NOON + DAY, assignment_id=lead.pk)
    cases.issued(
        cast.rival_reseller, [LineData(1, 100, text="Visita")], customer_cuit=customer.cuit
    )
    won = {row.partner: row.won for row in use_by_partner(cast.auditor, TODAY, TODAY + DAY)}
    assert won == {
        cast.reseller_partner: 1,
        cast.sponsor_partner: 0,
        cast.rival_reseller_partner: 0,
    }
    assert [partners for _row, partners in lists_in_force(cast.admin, TODAY)] == [3]  # of resellers
    assert use_by_partner(cast.executive, TODAY, TODAY) == []
    assert lists_in_force(cast.reseller, TODAY) == []
