"""Price lists: what a file would change, publishing with notice, who reads which list (R-2 b)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
import price_cases as cases
from cast import Cast
from price_cases import NOON, ROWS, TODAY
from universo.benefits.models import Entitlement
from universo.benefits.prices import queries
from universo.benefits.prices.models import PriceFile, PriceLine, PriceList, PriceRules
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.notifications.models import Mail
from universo.tabular import files
from universo.usecases.announce_prices import announce_prices, call_off_prices
from universo.usecases.change_price_rules import Rules, change_price_rules
from universo.usecases.import_prices import discard_prices
from universo.usecases.publish_prices import (
    earliest_day,
    publish_prices,
    seen_of,
    withdraw_prices,
)

DAY = timedelta(days=1)
LATER = date(2026, 12, 1)  # five whole business days after Monday the 23rd
CHANGED = (
    "CF-100;Controlador fiscal de mostrador;Controladores fiscales;1.000.000,00;850.000,00;10,5",
    "TPV-15;Terminal táctil;Terminales;500.000,00;160.000,00;21",
    "ETQ-21;Etiqueta;Etiquetas;50.000,00;40.000,00;21",
)


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


def test_a_file_says_what_it_would_change_and_stores_nothing(cast: Cast) -> None:
    first = cases.published(cast)
    found = cases.previewed(
        cast,
        [
            *CHANGED,
            "MAL;;;1;2;3",
            "ETQ-21;Otra;x;2,00;1,00;21",
            ";a;b;2;1;21",
            "X1;Equis;x;12,00;13,00;21",
            "X2;Equis;x;1,234;1,00;21",
            "X3;Equis;x;5,00;3,00;22",
        ],
    )
    assert PriceList.objects.get() == first
    counts = found.counts
    assert (counts["UP"], counts["DOWN"], counts["NEW"], counts["REMOVED"]) == (1, 1, 1, 1)
    assert (counts["outliers"], counts["lines"], counts["rejected"]) == (1, 3, 6)
    rows = found.preview["changes"]
    assert (rows[0]["code"], rows[0]["is_outlier"], rows[0]["partner_bp"]) == (
        "TPV-15",
        True,
        -6_000,
    )
    assert [row["code"] for row in rows] == ["TPV-15", "CF-100", "LEC-2D", "ETQ-21"]
    reasons = {row["row"]: row["reason"] for row in found.preview["rejects"]}
    assert reasons == {
        5: "no_text",
        6: "twice",
        7: "no_code",
        8: "above_public",
        9: "public_ambiguous",
        10: "vat",
    }
    given_back = files.path_of(found.stored_as, files.REJECTS).read_text("utf-8-sig")
    assert (
        "X2;Equis;x;1,234;1,00;21;9;El precio público «1,234» puede leerse de dos maneras."
        in given_back
    )


def test_what_replaces_a_list_is_announced_whole_business_days_before(cast: Cast) -> None:
    first = cases.published(cast)
    found = cases.previewed(cast, CHANGED)
    assert earliest_day(None, TODAY) == TODAY
    assert earliest_day(first, TODAY) == LATER
    with pytest.raises(DomainError) as refused:
        publish_prices(
            actor=cast.admin, now=NOON, file_id=found.pk, from_date=LATER - DAY, seen=seen_of(found)
        )
    assert refused.value.field == "from_date"
    assert PriceList.objects.count() == 1
    change_price_rules(
        actor=cast.admin, now=NOON, rules=Rules(0, 5_000, 60), from_date=TODAY, reason="Sin aviso."
    )
    assert earliest_day(first, TODAY) == TODAY + DAY  # never the day of the list it follows
    made = publish_prices(
        actor=cast.admin, now=NOON, file_id=found.pk, from_date=LATER, seen=seen_of(found)
    )
    assert made.follows == first
    again = publish_prices(
        actor=cast.admin, now=NOON, file_id=found.pk, from_date=LATER, seen="another"
    )
    assert (again, PriceList.objects.count()) == (made, 2)


def test_each_day_has_the_prices_of_its_list(cast: Cast) -> None:
    cases.published(cast)
    cases.published(cast, CHANGED, from_date=LATER)

    def price(day: date) -> int:
        return queries.own_prices(cast.reseller, day).get(code="CF-100").partner_minor

    assert price(TODAY) == price(LATER - DAY) == 80_000_000
    assert price(LATER) == 85_000_000
    history = queries.history_of(cast.reseller, "CF-100", "ARS", TODAY)
    assert [row.partner_minor for row in history] == [85_000_000, 80_000_000]


def test_a_partner_reads_only_the_lists_of_what_it_holds(cast: Cast) -> None:
    resellers = cases.published(cast)
    introducers = cases.published(cast, category="SPONSOR", level="INTRODUCER", title="Mediadores")
    sponsors = cases.published(cast, ROWS[:1], category="SPONSOR", title="Promotores")
    isvs = cases.published(cast, ROWS[:1], category="ISV", title="ISV")

    def seen(actor: Any) -> set[PriceList]:
        return set(queries.lists_visible_to(actor, TODAY))

    assert seen(cast.reseller) == {resellers}
    assert seen(cast.sponsor) == {introducers, sponsors}
    assert seen(cast.referrer) == {sponsors}
    assert seen(cast.outsider) == {resellers, introducers, sponsors}
    for reader in (cast.admin, cast.channel_manager, cast.auditor):
        assert seen(reader) == {resellers, introducers, sponsors, isvs}
    for nobody in (cast.executive, cast.finance):
        assert seen(nobody) == set()
    with pytest.raises(NotPermitted):
        queries.find_list(cast.reseller, isvs.pk, TODAY)
    assert queries.own_prices(cast.referrer, TODAY).get().price_list == sponsors
    assert not queries.history_of(cast.referrer, "TPV-15", "ARS", TODAY).exists()


def test_lists_that_ended_before_it_joined_are_not_a_partners(cast: Cast) -> None:
    old = cases.published(cast)
    then = NOON + 60 * DAY
    cases.published(cast, CHANGED, from_date=LATER)
    late = builders.partner("Tardía S.A.")
    late.enrolments.create(category="RESELLER", since_date=LATER + DAY)
    person = builders.member(late, "Tania Tardía", admin=True)
    day = then.date()
    assert old not in queries.lists_visible_to(person, day)
    assert queries.history_of(person, "CF-100", "ARS", day).count() == 1
    assert old in queries.lists_visible_to(cast.reseller, day)


def test_with_several_categories_the_lowest_price_counts_and_says_its_list(cast: Cast) -> None:
    resellers = cases.published(cast)
    sponsors = cases.published(
        cast, ["CF-100;Controlador;x;1.000.000,00;790.000,00;10,5", "LEC-2D;Lector;x;120.000,50;100.000,00;21"],
        category="SPONSOR", title="Promotores",
    )  # fmt: skip
    dollars = cases.published(
        cast, ["CF-100;Controlador;x;900,00;1,00;10,5"], currency="USD", title="Dólares"
    )
    found = {
        (row.code, row.price_list.currency): (row.partner_minor, row.price_list)
        for row in queries.own_prices(cast.outsider, TODAY)
    }
    assert found == {
        ("CF-100", "ARS"): (79_000_000, sponsors),
        ("CF-100", "USD"): (100, dollars),
        ("LEC-2D", "ARS"): (9_999_999, resellers),
        ("TPV-15", "ARS"): (40_000_000, resellers),
    }


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_of_any_lists_the_lowest_price_counts_and_of_equal_ones_the_first(
    cast: Cast, data: Any
) -> None:
    with transaction.atomic():
        for category in ("RESELLER", "SPONSOR"):
            prices = data.draw(
                st.dictionaries(st.sampled_from("ABC"), st.integers(1, 4), min_size=1)
            )
            rows = [
                f"{code};Artículo {code};x;9,00;{amount},00;21" for code, amount in prices.items()
            ]
            cases.published(cast, rows, category=category, title="Lista")
        lines = PriceLine.objects.select_related("price_list")
        expected: dict[tuple[str, str], tuple[int, int]] = {}
        for one in lines:
            key, offer = (one.code, one.price_list.currency), (one.partner_minor, one.price_list_id)
            expected[key] = min(expected.get(key, offer), offer)
        found = {
            (row.code, row.price_list.currency): (row.partner_minor, row.price_list_id)
            for row in queries.own_prices(cast.outsider, TODAY)
        }
        assert found == expected
        transaction.set_rollback(True)


def test_search_forgives_case_and_accents(cast: Cast) -> None:
    cases.published(cast)
    rows = queries.own_prices(cast.reseller, TODAY)

    def codes(**wanted: Any) -> list[str]:
        return [row.code for row in queries.narrowed(rows, queries.Wanted(**wanted))]

    assert codes(words="TACTIL") == ["TPV-15"]
    assert codes(words="inalámbrico lec") == ["LEC-2D"]
    assert codes(words="tactil lector") == []
    assert codes(family="Terminales") == ["TPV-15"]
    assert codes(currency="USD") == []
    assert codes(words="\0%") == []


def test_only_keepers_publish(cast: Cast) -> None:
    found = cases.previewed(cast)
    for actor in (cast.auditor, cast.executive, cast.reseller, cast.finance):
        with pytest.raises(NotPermitted):
            publish_prices(
                actor=actor, now=NOON, file_id=found.pk, from_date=TODAY, seen=seen_of(found)
            )
        with pytest.raises(NotPermitted):
            discard_prices(actor=actor, now=NOON, file_id=found.pk)
    for actor in (cast.auditor, cast.channel_manager):
        with pytest.raises(NotPermitted):
            change_price_rules(
                actor=actor, now=NOON, rules=Rules(1, 100, 1), from_date=TODAY, reason="Porque sí"
            )


def test_what_was_seen_is_what_is_published(cast: Cast) -> None:
    one, other = cases.previewed(cast), cases.previewed(cast, CHANGED)
    publish_prices(actor=cast.admin, now=NOON, file_id=one.pk, from_date=TODAY, seen=seen_of(one))
    with pytest.raises(Conflict):  # what it would change is not what was shown any more
        publish_prices(
            actor=cast.admin, now=NOON, file_id=other.pk, from_date=LATER, seen=seen_of(other)
        )
    third = cases.previewed(cast, CHANGED)
    with pytest.raises(Conflict):
        publish_prices(actor=cast.admin, now=NOON, file_id=third.pk, from_date=LATER, seen="x")
    assert PriceList.objects.count() == 1
    discard_prices(actor=cast.admin, now=NOON, file_id=third.pk)
    assert PriceFile.objects.get(pk=third.pk).status == "DISCARDED"
    with pytest.raises(Conflict):
        discard_prices(actor=cast.admin, now=NOON, file_id=one.pk)


def test_a_published_list_never_changes(cast: Cast) -> None:
    made = cases.published(cast)
    line = made.lines.first()
    assert line is not None

    def refused(act: Any) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    refused(lambda: PriceLine.objects.filter(pk=line.pk).update(partner_minor=1))
    refused(lambda: PriceLine.objects.filter(pk=line.pk).delete())
    refused(lambda: PriceList.objects.filter(pk=made.pk).update(from_date=TODAY - DAY))
    refused(lambda: PriceList.objects.filter(pk=made.pk).update(title="Otra"))
    line.pk, line.code = None, "NUEVO"
    refused(lambda: PriceLine.objects.bulk_create([line]))
    assert made.lines.count() == 3


def test_before_it_begins_a_list_may_be_withdrawn_and_the_one_before_goes_on(cast: Cast) -> None:
    first = cases.published(cast)
    with pytest.raises(Conflict):  # it has begun
        withdraw_prices(actor=cast.admin, now=NOON, list_id=first.pk, reason="No corresponde.")
    second = cases.published(cast, CHANGED, from_date=LATER)
    third = cases.published(cast, ROWS, from_date=LATER + DAY)
    with pytest.raises(Conflict):  # another follows it
        withdraw_prices(actor=cast.admin, now=NOON, list_id=second.pk, reason="No corresponde.")
    for made in (third, second):
        withdraw_prices(actor=cast.admin, now=NOON, list_id=made.pk, reason="No corresponde.")
    day = LATER + 3 * DAY
    assert queries.own_prices(cast.reseller, day).get(code="CF-100").price_list == first
    assert set(queries.lists_visible_to(cast.reseller, day)) == {first}
    cases.published(cast, CHANGED, from_date=LATER)  # the same day is free again


def test_those_concerned_are_told_once_and_told_when_it_is_called_off(cast: Cast) -> None:
    made = cases.published(cast)
    people = {cast.reseller.email, cast.rival_reseller.email, cast.outsider.email}
    assert announce_prices(now=NOON, list_id=made.pk) == 3
    assert announce_prices(now=NOON, list_id=made.pk) == 0
    mails = Mail.objects.filter(key=f"prices.list.{made.pk}.published")
    assert set(mails.values_list("recipient", flat=True)) == people
    second = cases.published(cast, CHANGED, from_date=LATER)
    announce_prices(now=NOON, list_id=second.pk)
    mail = Mail.objects.filter(key=f"prices.list.{second.pk}.published").first()
    assert mail is not None
    assert mail.subject == "Los precios cambian el 01/12/2026: Lista de revendedores"
    assert "Suben: 1. Bajan: 1. Artículos nuevos: 1. Ya no están en la lista: 1." in mail.text
    withdraw_prices(actor=cast.admin, now=NOON, list_id=second.pk, reason="Error de tipeo.")
    assert call_off_prices(now=NOON, list_id=second.pk) == 3
    assert (
        "Error de tipeo." in Mail.objects.filter(key=f"prices.list.{second.pk}.withdrawn")[0].text
    )


def test_who_may_not_use_prices_is_not_told_of_them(cast: Cast) -> None:
    Entitlement.objects.filter(service="PRICES", category="RESELLER").update(
        level="", valid=(date(2024, 1, 1), TODAY)
    )
    made = cases.published(cast)
    assert announce_prices(now=NOON, list_id=made.pk) == 1  # a sponsor too, who may
    assert Mail.objects.get(key=f"prices.list.{made.pk}.published").recipient == cast.outsider.email


def test_the_rules_are_dated_and_never_changed_backwards(cast: Cast) -> None:
    change_price_rules(
        actor=cast.admin, now=NOON, rules=Rules(10, 2_000, 30), from_date=LATER, reason="Más aviso."
    )
    assert queries.rules_on(LATER - DAY).notice_days == 5
    assert queries.rules_on(LATER).notice_days == 10
    with pytest.raises(InvalidInput) as refused:
        change_price_rules(
            actor=cast.admin, now=NOON, rules=Rules(61, 99, 0), from_date=TODAY - DAY, reason=""
        )
    assert set(refused.value.errors) == {
        "notice_days",
        "outlier_bp",
        "longest_validity_days",
        "from_date",
        "reason",
    }
    with pytest.raises(Conflict):
        change_price_rules(
            actor=cast.admin,
            now=NOON,
            rules=Rules(10, 2_000, 30),
            from_date=LATER + DAY,
            reason="Otra vez.",
        )
    assert PriceRules.objects.count() == 2
