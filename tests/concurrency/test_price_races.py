"""Lists published and quotes issued at once, on real transactions: one list follows, one number each."""

from typing import Any

import pytest

import price_cases as cases
from cast import Cast
from price_cases import NOON, ROWS
from racing import race
from universo.benefits.prices.models import PriceList, Quote
from universo.errors import Conflict
from universo.usecases.issue_quote import issue_quote
from universo.usecases.publish_prices import earliest_day, publish_prices, seen_of, withdraw_prices
from universo.usecases.write_quote import LineData

ROUNDS = 5
VISIT = [LineData(1, 100, text="Visita")]


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


@pytest.mark.django_db(transaction=True)
def test_quotes_issued_at_once_have_each_its_number(real_cast: Cast) -> None:
    drafts = [cases.draft(real_cast.reseller, VISIT) for _n in range(8)]

    def issue(one: Quote) -> Any:
        return issue_quote(
            actor=real_cast.reseller, now=NOON, quote_id=one.pk, revision=one.revision
        )

    assert race(*(lambda one=one: issue(one) for one in drafts)) == [None] * 8
    numbers = Quote.objects.values_list("number", flat=True)
    assert sorted(number or 0 for number in numbers) == list(range(1, 9))
    again = cases.draft(real_cast.reseller, VISIT)
    assert race(*[lambda: issue(again)] * 4) == [None] * 4  # the same one four times
    again.refresh_from_db()
    assert again.number == 9


@pytest.mark.django_db(transaction=True)
def test_of_two_lists_published_at_once_one_follows(real_cast: Cast) -> None:
    cases.published(real_cast)
    for number in range(ROUNDS):
        rows = [f"CF-100;Controlador;x;1.000.000,00;{700 + number}.000,00;10,5"]
        files = [cases.previewed(real_cast, rows) for _n in range(3)]
        first = earliest_day(files[0].base, cases.TODAY)
        outcomes = race(
            *(
                lambda one=one, first=first: publish_prices(
                    actor=real_cast.admin,
                    now=NOON,
                    file_id=one.pk,
                    from_date=first,
                    seen=seen_of(one),
                )
                for one in files
            )
        )
        assert [type(one) for one in outcomes if one is not None] == [Conflict, Conflict]
        assert PriceList.objects.count() == number + 2


@pytest.mark.django_db(transaction=True)
def test_a_list_is_not_followed_and_withdrawn_at_once(real_cast: Cast) -> None:
    cases.published(real_cast)
    for _n in range(ROUNDS):
        base = cases.previewed(real_cast, ROWS[:1]).base
        last = cases.published(real_cast, ROWS[:1], from_date=earliest_day(base, cases.TODAY))
        following = cases.previewed(real_cast, ROWS)
        outcomes = race(
            lambda last=last: withdraw_prices(
                actor=real_cast.admin, now=NOON, list_id=last.pk, reason="No corresponde."
            ),
            lambda one=following, last=last: publish_prices(
                actor=real_cast.admin, now=NOON, file_id=one.pk,
                from_date=earliest_day(last, cases.TODAY), seen=seen_of(one),
            ),
        )  # fmt: skip
        assert [type(one) for one in outcomes if one is not None] == [Conflict]
        withdrawn = PriceList.objects.filter(withdrawn_at__isnull=False)
        assert not PriceList.objects.filter(
            follows__in=withdrawn, withdrawn_at__isnull=True
        ).exists()
