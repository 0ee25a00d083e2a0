"""Several at once on a page of the directory, on real transactions: one waits, one is shown, one badge."""

import pytest

import builders
import directory_cases as cases
from cast import Cast
from directory_cases import NOON
from racing import race
from universo.benefits.directory.models import Badge, Consent, DailyCount, Listing, Version
from universo.errors import Conflict
from universo.notifications.models import Mail
from universo.usecases.count_mention import count_mention
from universo.usecases.describe_partner import give_consent, send_page
from universo.usecases.make_badge import make_badge
from universo.usecases.review_directory_page import approve_page, return_page

ROUNDS = 5


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_one_does_and_the_other_is_told(real_cast: Cast) -> None:
    cast = real_cast
    for number in range(ROUNDS):
        made = cases.sent(cast.reseller, headline=f"La frase número {number} de la empresa.")
        outcomes = race(
            lambda made=made: approve_page(actor=cast.admin, now=NOON, version_id=made.pk),
            lambda made=made: return_page(
                actor=cast.admin, now=NOON, version_id=made.pk, reason="Falta algo en el texto"
            ),
            lambda made=made: approve_page(actor=cast.admin, now=NOON, version_id=made.pk),
        )
        assert sorted(type(one).__name__ for one in outcomes) == [
            "Conflict",
            "Conflict",
            "NoneType",
        ]
        assert (
            Mail.objects.filter(key__startswith=f"directory.page.{made.pk}.")
            .exclude(key__endswith=".sent")
            .values("key")
            .distinct()
            .count()
            == 1
        )
        assert Version.objects.filter(status="PUBLISHED").count() <= 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_sends_one_page_and_two_windows_leave_one_waiting(real_cast: Cast) -> None:
    cast, uid, data = real_cast, builders.new_uid(), cases.data()

    def same() -> Version:
        return send_page(actor=cast.reseller, now=NOON, uid=uid, data=data)

    assert race(same, same, same, same) == [None] * 4
    assert (Version.objects.count(), Listing.objects.count()) == (1, 1)
    others = [
        lambda n=n: cases.sent(cast.reseller, headline=f"Otra frase, la {n}.") for n in range(4)
    ]
    outcomes = race(*others)
    assert all(one is None for one in outcomes), outcomes
    assert Version.objects.filter(status="WAITING").count() == 1
    assert sorted(Version.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.django_db(transaction=True)
def test_one_consent_one_badge_and_no_look_is_lost(real_cast: Cast) -> None:
    cast = real_cast
    give = [lambda: give_consent(actor=cast.reseller, now=NOON)] * 4
    make = [lambda: make_badge(actor=cast.reseller, now=NOON)] * 4
    assert race(*give, *make) == [None] * 8
    assert (Consent.objects.count(), Badge.objects.count()) == (1, 1)
    listing = Listing.objects.get().pk
    look = [lambda: count_mention(now=NOON, listing_id=listing, kind="VIEW")] * 12
    assert race(*look) == [None] * 12
    assert DailyCount.objects.get().times == 12


@pytest.mark.django_db(transaction=True)
def test_a_page_sent_while_the_one_before_is_approved_ends_well(real_cast: Cast) -> None:
    cast = real_cast
    for _number in range(ROUNDS):
        made = cases.sent(cast.reseller)
        approved, sent = race(
            lambda made=made: approve_page(actor=cast.admin, now=NOON, version_id=made.pk),
            lambda: cases.sent(cast.reseller, headline="La frase que vino después."),
        )
        assert sent is None
        made.refresh_from_db()
        expected = "SUPERSEDED" if isinstance(approved, Conflict) else "PUBLISHED"
        assert made.status == expected
        assert Version.objects.filter(status="WAITING").count() == 1
