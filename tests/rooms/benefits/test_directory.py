"""R-2 (d): the mention as a partner: what is shown is approved, consented to and entitled, at every moment."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import builders
import directory_cases as cases
from cast import Cast
from picture_cases import picture
from universo.audit.models import Event
from universo.benefits.directory import figures, public, queries
from universo.benefits.directory.models import Consent, DailyCount, Logo, Skill, Version
from universo.benefits.directory.public import BadgeState, Wanted
from universo.benefits.models import Entitlement
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.notifications.models import Mail
from universo.partners.models import Enrolment, Partner
from universo.partners.operations import change_level, end_category, set_active
from universo.usecases.count_mention import count_mention
from universo.usecases.describe_partner import give_consent, send_page, withdraw_consent
from universo.usecases.keep_skills import add_skill, change_skill
from universo.usecases.make_badge import make_badge, renew_badge
from universo.usecases.review_directory_page import approve_page, return_page, take_down_page

NOON, TODAY = cases.NOON, cases.TODAY
DAY = timedelta(days=1)


def names(wanted: Wanted | None = None, day: date = TODAY) -> list[str]:
    """Return the headlines shown, which tests make telling."""
    return [row.headline for row in public.search(wanted or Wanted(), day)]


# ---- what is shown


def test_a_page_needs_approval_and_consent_in_any_order(cast: Cast) -> None:
    made = cases.sent(cast.reseller)
    assert names() == []
    give_consent(actor=cast.reseller, now=NOON)
    assert names() == []
    approve_page(actor=cast.admin, now=NOON, version_id=made.pk)
    assert names() == [cases.HEADLINE]
    withdraw_consent(actor=cast.reseller, now=NOON)
    assert names() == []


def test_withdrawing_counts_at_once_and_is_kept_with_its_instants(cast: Cast) -> None:
    cases.shown(cast, cast.reseller)
    withdraw_consent(actor=cast.reseller, now=NOON + DAY)
    withdraw_consent(actor=cast.reseller, now=NOON + 2 * DAY)  # twice is once
    give_consent(actor=cast.reseller, now=NOON + 3 * DAY)
    first, second = Consent.objects.order_by("from_at")
    assert (first.from_at, first.until_at) == (NOON, NOON + DAY)
    assert (first.from_by_id, first.until_by_id) == (cast.reseller.user_id, cast.reseller.user_id)
    assert second.until_at is None
    assert "directorio público" in second.wording
    assert names() == [cases.HEADLINE]


def test_only_an_administrator_of_the_partner_consents_and_writes(cast: Cast) -> None:
    colleague = builders.member(cast.reseller_partner, "Pedro Norte")
    for act in (give_consent, withdraw_consent, make_badge):
        with pytest.raises(NotPermitted):
            act(actor=colleague, now=NOON)
        with pytest.raises(NotPermitted):
            act(actor=cast.admin, now=NOON)
    with pytest.raises(NotPermitted):
        cases.sent(colleague)


def test_who_ceases_to_be_a_partner_is_shown_no_more_and_nothing_has_to_run(cast: Cast) -> None:
    cases.shown(cast, cast.reseller)
    Enrolment.objects.filter(partner=cast.reseller_partner).update(until_date=TODAY + DAY)
    assert names(day=TODAY) == [cases.HEADLINE]
    assert names(day=TODAY + DAY) == []


def test_who_is_suspended_or_lost_the_benefit_is_shown_no_more(cast: Cast) -> None:
    cases.shown(cast, cast.reseller)
    pk = cast.reseller_partner.pk
    set_active(actor=cast.admin, now=NOON, partner_id=pk, active=False, reason="No responde")
    assert names() == []
    set_active(actor=cast.admin, now=NOON, partner_id=pk, active=True)
    assert names() == [cases.HEADLINE]
    Entitlement.objects.filter(service="DIRECTORY", category="RESELLER").delete()
    assert names() == []
    with pytest.raises(NotPermitted):
        cases.sent(cast.reseller)
    with pytest.raises(NotPermitted):
        make_badge(actor=cast.reseller, now=NOON)
    withdraw_consent(actor=cast.reseller, now=NOON)  # what needs no benefit
    assert not Consent.objects.filter(until_at__isnull=True).exists()


# ---- versions and their review


def test_the_published_one_stays_until_the_next_is_approved(cast: Cast) -> None:
    first = cases.shown(cast, cast.reseller)
    second = cases.sent(cast.reseller, headline="Ahora también en Rosario y su zona.")
    assert names() == [cases.HEADLINE]
    return_page(actor=cast.admin, now=NOON, version_id=second.pk, reason="Falta decir dónde")
    assert names() == [cases.HEADLINE]
    third = cases.sent(cast.reseller, headline="En Rosario y todo el sur de la provincia.")
    approve_page(actor=cast.admin, now=NOON, version_id=third.pk)
    assert names() == ["En Rosario y todo el sur de la provincia."]
    states = dict(Version.objects.values_list("pk", "status"))
    assert states == {first.pk: "REPLACED", second.pk: "RETURNED", third.pk: "PUBLISHED"}


def test_another_version_takes_the_place_of_the_one_that_waits(cast: Cast) -> None:
    first = cases.sent(cast.reseller)
    cases.sent(cast.reseller, headline="Otra frase para la misma empresa.")
    first.refresh_from_db()
    assert first.status == "SUPERSEDED"
    with pytest.raises(Conflict):
        approve_page(actor=cast.admin, now=NOON, version_id=first.pk)
    assert queries.counts(cast.admin) == {"SUPERSEDED": 1, "WAITING": 1}


def test_only_administrators_review_and_a_reason_is_asked_for(cast: Cast) -> None:
    made = cases.sent(cast.reseller)
    for actor in (cast.reseller, cast.auditor, cast.channel_manager):
        with pytest.raises(NotPermitted):
            approve_page(actor=actor, now=NOON, version_id=made.pk)
    with pytest.raises(DomainError) as refused:
        return_page(actor=cast.admin, now=NOON, version_id=made.pk, reason="  ")
    assert refused.value.field == "reason"
    return_page(actor=cast.admin, now=NOON, version_id=made.pk, reason="Hay un error de ortografía")
    with pytest.raises(Conflict):
        return_page(actor=cast.admin, now=NOON, version_id=made.pk, reason="Otra vez lo mismo")
    assert Mail.objects.filter(key=f"directory.page.{made.pk}.returned").count() == 1
    told = Mail.objects.get(key=f"directory.page.{made.pk}.returned")
    assert "Hay un error de ortografía" in told.text


def test_what_was_published_is_taken_down_with_a_reason(cast: Cast) -> None:
    made = cases.shown(cast, cast.reseller)
    take_down_page(actor=cast.admin, now=NOON, version_id=made.pk, reason="Ofrece otra marca")
    assert names() == []
    assert queries.mine(cast.reseller).returned == made
    cases.sent(cast.reseller)  # and he may send another
    assert queries.mine(cast.reseller).returned is None


def test_the_same_sending_again_is_the_first_and_another_body_is_refused(cast: Cast) -> None:
    uid, logo = builders.new_uid(), picture()

    def send(**changes: object) -> Version:
        data = cases.data(logo_alt="Logo azul", **changes)
        return send_page(actor=cast.reseller, now=NOON, uid=uid, data=data, logo=logo)

    first = send()
    assert send().pk == first.pk
    assert (Version.objects.count(), Logo.objects.count()) == (1, 1)
    with pytest.raises(Conflict):
        send(headline="Otra frase para la misma empresa.")
    with pytest.raises(Conflict):
        send_page(actor=cast.rival_reseller, now=NOON, uid=uid, data=cases.data())


def test_the_database_itself_refuses_two_that_wait_or_are_published(cast: Cast) -> None:
    made = cases.shown(cast, cast.reseller)
    other = cases.sent(cast.reseller)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=other.pk).update(
            status="PUBLISHED", decided_by=cast.admin.user_id
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=made.pk).update(status="WAITING")
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=other.pk).update(status="RETURNED", decided_by=1, reason="")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headline": "corta"}, "headline"),
        ({"text": "Poco."}, "text"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https://usuario@otro.example/"}, "website"),
        ({"website": "no es un sitio"}, "website"),
        ({"website": "", "phone": ""}, "website"),
        ({"email": "sin arroba"}, "email"),
        ({"phone": "4117"}, "phone"),
        ({"whatsapp": "0800 444 5555"}, "whatsapp"),
        ({"provinces": []}, "provinces"),
        ({"provinces": ["?"]}, "provinces"),
        ({"localities": "Ciudad Inventada"}, "localities"),
        ({"localities": "Tigre, Narnia"}, "localities"),
        ({"localities": "San Martín"}, "localities"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        cases.sent(cast.reseller, **changes)
    assert set(refused.value.errors) == {field}
    assert not Version.objects.exists()


def test_what_is_typed_is_kept_tidy(cast: Cast) -> None:
    made = cases.sent(
        cast.reseller,
        text="  Uno   dos tres cuatro cinco seis siete. \r\n\r\n\r\n Segundo párrafo.  ",
        whatsapp="11 15-4117-8900",
        localities="rio  cuarto, Córdoba\nTigre, Buenos Aires\nVilla Nueva del Valle, San Luis",
    )
    assert made.text == "Uno dos tres cuatro cinco seis siete.\n\nSegundo párrafo."
    assert (made.website, made.whatsapp) == ("https://www.norte.example", "5491141178900")
    places = set(made.places.values_list("province_id", "locality"))
    assert places == {("B", ""), ("X", "Río Cuarto"), ("D", "Villa Nueva del Valle")}
    # Tigre is in a province served whole, and the table has not every locality.


# ---- finding


def test_found_by_name_zone_family_skill_and_category(cast: Cast) -> None:
    family = cast.families["FISCAL"]
    skill = Skill.objects.get(code="balanzas")
    Partner.objects.filter(pk=cast.rival_reseller_partner.pk).update(trade_name="Añel Sistemas")
    cases.shown(cast, cast.reseller, headline="Norte: en toda la provincia de Buenos Aires")
    cases.shown(
        cast, cast.rival_reseller, headline="Añel: en Río Cuarto y sus alrededores",
        provinces=[], localities="Río Cuarto, Córdoba", family_ids=[family.pk], skill_ids=[skill.pk],
    )  # fmt: skip
    cases.shown(cast, cast.sponsor, headline="Benítez: en todo el país", is_national=True)
    norte, anel, benitez = (
        "Norte: en toda la provincia de Buenos Aires",
        "Añel: en Río Cuarto y sus alrededores",
        "Benítez: en todo el país",
    )
    assert names() == [anel, benitez, norte]  # by the name shown, accents forgiven
    assert names(Wanted(words="anel")) == [anel]
    assert names(Wanted(words="BENITEZ pais")) == [benitez]
    assert names(Wanted(words="sur distribuciones")) == []  # a name that is not shown finds nothing
    assert names(Wanted(category="SPONSOR")) == [benitez]
    assert names(Wanted(province="B")) == [benitez, norte]
    assert names(Wanted(province="X")) == [anel, benitez]
    assert names(Wanted(province="X", locality="villa maria")) == [benitez]
    assert names(Wanted(locality="rio cuarto")) == [anel, benitez]
    assert names(Wanted(locality="tigre")) == [benitez, norte]  # all of its province is served
    assert names(Wanted(family="FISCAL")) == [anel]
    assert names(Wanted(skill="balanzas")) == [anel]
    assert names(Wanted(skill="balanzas", province="B")) == []


def test_a_category_that_ended_finds_nobody(cast: Cast) -> None:
    cases.shown(cast, cast.outsider)
    assert names(Wanted(category="RESELLER")) == [cases.HEADLINE]
    end_category(
        actor=cast.admin, now=NOON, partner_id=cast.outsider_partner.pk, category="RESELLER"
    )
    assert names(Wanted(category="RESELLER")) == []
    assert names(Wanted(category="SPONSOR")) == [cases.HEADLINE]


def test_a_list_of_many_takes_as_many_queries_as_one_of_few(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as told:
            list(public.with_parts(public.search(Wanted(), TODAY)))
        return len(told)

    cases.shown(cast, cast.reseller)
    one = asked()
    for actor in (cast.rival_reseller, cast.sponsor, cast.referrer, cast.outsider):
        cases.shown(cast, actor)
    assert asked() == one


# ---- the badge


def test_a_badge_says_since_when_and_in_which_categories(cast: Cast) -> None:
    change_level(actor=cast.admin, now=NOON, partner_id=cast.sponsor_partner.pk, level="REFERRER")
    told = public.verify(cases.badge(cast.sponsor).code, TODAY)
    assert told is not None
    assert (told.state, told.since, told.ended) == (BadgeState.IN_FORCE, date(2026, 1, 1), None)
    assert [(s.category, s.since, s.until) for s in told.membership.held] == [
        ("SPONSOR", date(2026, 1, 1), None)
    ]


def test_a_badge_is_worth_nothing_from_the_day_the_membership_ends(cast: Cast) -> None:
    code = cases.badge(cast.reseller).code
    Enrolment.objects.filter(partner=cast.reseller_partner).update(until_date=TODAY + DAY)
    before, after = public.verify(code, TODAY), public.verify(code, TODAY + DAY)
    assert before is not None
    assert after is not None
    assert (before.state, after.state) == (BadgeState.IN_FORCE, BadgeState.ENDED)
    assert after.ended == TODAY + DAY


def test_a_badge_of_who_is_suspended_or_lacks_the_benefit_is_not_in_force(cast: Cast) -> None:
    code = cases.badge(cast.reseller).code
    Entitlement.objects.filter(service="DIRECTORY", category="RESELLER").delete()
    told = public.verify(code, TODAY)
    assert told is not None
    assert told.state == BadgeState.NOT_NOW
    other = cases.badge(cast.sponsor).code
    Partner.objects.filter(pk=cast.sponsor_partner.pk).update(is_active=False)
    told = public.verify(other, TODAY)
    assert told is not None
    assert (told.state, told.ended) == (BadgeState.NOT_NOW, None)


def test_a_code_that_was_changed_is_nobodys(cast: Cast) -> None:
    first = cases.badge(cast.reseller)
    assert cases.badge(cast.reseller).pk == first.pk  # one at a time
    second = renew_badge(actor=cast.reseller, now=NOON, code=first.code)
    assert renew_badge(actor=cast.reseller, now=NOON, code=first.code).pk == second.pk
    assert public.verify(first.code, TODAY) is None
    told = public.verify(second.code, TODAY)
    assert told is not None
    assert told.name == "Norte Distribuciones S.A."
    assert len(second.code) == 24
    assert public.verify("a" * 24, TODAY) is None


# ---- skills, counts, figures


def test_skills_are_kept_by_administrators(cast: Cast) -> None:
    made = add_skill(actor=cast.admin, now=NOON, name=" Farmacias  y perfumerías ")
    assert (made.code, made.name) == ("farmacias-y-perfumerias", "Farmacias y perfumerías")
    with pytest.raises(DomainError):
        add_skill(actor=cast.admin, now=NOON, name="Farmacias y perfumerías")
    with pytest.raises(NotPermitted):
        add_skill(actor=cast.auditor, now=NOON, name="Otra cosa")
    change_skill(actor=cast.admin, now=NOON, skill_id=made.pk, name=made.name, is_active=False)
    assert made not in public.skills()
    assert Event.objects.filter(name="benefits.skill.retired").count() == 1


def test_what_is_counted_is_a_number_of_a_day(cast: Cast) -> None:
    listing = cases.shown(cast, cast.reseller).listing_id
    for at, kind in ((NOON, "VIEW"), (NOON, "VIEW"), (NOON + DAY, "VIEW"), (NOON, "WEB")):
        count_mention(now=at, listing_id=listing, kind=kind)
    with pytest.raises(ValueError):
        count_mention(now=NOON, listing_id=listing, kind="OTHER")
    assert sorted(DailyCount.objects.values_list("day", "kind", "times")) == [
        (TODAY, "VIEW", 2), (TODAY, "WEB", 1), (TODAY + DAY, "VIEW", 1)
    ]  # fmt: skip
    own = figures.own(cast.reseller, TODAY, TODAY)
    assert (own.views, own.contacted) == (2, 1)
    assert figures.own(cast.rival_reseller, TODAY, TODAY).views == 0


def test_figures_for_hasar(cast: Cast) -> None:
    cases.shown(cast, cast.reseller)
    cases.shown(cast, cast.outsider, is_national=True)
    give_consent(actor=cast.sponsor, now=NOON)
    told = figures.mentions(cast.admin, TODAY)
    assert (told.total, told.national) == (2, 1)
    assert told.categories == {"RESELLER": 2, "SPONSOR": 1}
    assert [(row.letter, times) for row, times in told.provinces] == [("B", 1)]
    missing = {
        row.pk: (row.consented, row.has_page) for row in figures.not_mentioned(cast.admin, TODAY)
    }  # type: ignore[attr-defined]
    assert missing == {
        cast.sponsor_partner.pk: (True, False),
        cast.referrer_partner.pk: (False, False),
        cast.rival_reseller_partner.pk: (False, False),
    }
    for actor in (cast.reseller, cast.finance):
        assert figures.mentions(actor, TODAY).total == 0
        assert figures.not_mentioned(actor, TODAY) == []
        assert figures.seen(actor, TODAY, TODAY) == []


def test_nobody_reads_versions_of_another(cast: Cast) -> None:
    made = cases.sent(cast.reseller)
    for actor in (cast.rival_reseller, cast.finance, cast.executive):
        with pytest.raises(NotPermitted):
            queries.find_version(actor, made.pk)
    assert queries.find_version(cast.auditor, made.pk) == made
