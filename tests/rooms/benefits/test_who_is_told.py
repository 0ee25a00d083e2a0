"""A partner's news goes to who asked and to its administrators; to nobody who left the company (R-2)."""

from collections.abc import Callable

import pytest

import builders
import directory_cases
import support_cases
import unit_cases
from cast import Cast
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.partners.models import Member
from universo.usecases.decide_loan import decline_loan
from universo.usecases.decide_support import decline_request
from universo.usecases.review_directory_page import return_page

pytestmark = pytest.mark.django_db
NOW = builders.NOON


def loan_refused(cast: Cast, author: Actor) -> None:
    unit_cases.unit(cast)
    made = unit_cases.asked(author)
    left(author)
    decline_loan(actor=cast.admin, now=NOW, loan_id=made.pk, reason="No hay en la zona.")


def support_refused(cast: Cast, author: Actor) -> None:
    support_cases.grant(cast, cast.reseller_partner)
    made = support_cases.sent(author)
    left(author)
    decline_request(actor=cast.admin, now=NOW, request_id=made.pk, reason="No hay en la zona.")


def left(author: Actor) -> None:
    Member.objects.filter(user_id=author.user_id).update(is_active=False)


@pytest.mark.parametrize("refused", [loan_refused, support_refused])
def test_who_left_the_company_is_told_nothing_of_it(
    cast: Cast, refused: Callable[[Cast, Actor], None]
) -> None:
    colleague = builders.member(cast.reseller_partner, "Nadia Norte")
    before = set(Mail.objects.values_list("pk", flat=True))
    refused(cast, colleague)
    told = set(Mail.objects.exclude(pk__in=before).values_list("recipient", flat=True))
    assert cast.reseller.email in told
    assert colleague.email not in told


def test_who_asked_and_is_of_the_company_is_told(cast: Cast) -> None:
    colleague = builders.member(cast.reseller_partner, "Nadia Norte")
    unit_cases.unit(cast)
    made = unit_cases.asked(colleague)
    decline_loan(actor=cast.admin, now=NOW, loan_id=made.pk, reason="No hay en la zona.")
    told = set(Mail.objects.values_list("recipient", flat=True))
    assert {cast.reseller.email, colleague.email} <= told


def test_the_page_of_the_directory_is_no_news_for_who_left(cast: Cast) -> None:
    author = builders.member(cast.reseller_partner, "Nadia Norte", admin=True)
    made = directory_cases.sent(author)
    left(author)
    return_page(actor=cast.admin, now=NOW, version_id=made.pk, reason="Falta el teléfono.")
    told = set(Mail.objects.values_list("recipient", flat=True))
    assert cast.reseller.email in told
    assert author.email not in told
