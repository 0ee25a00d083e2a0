"""Applying to join, confirming the address and deciding (R-1, R-4, R-5)."""

import uuid
from datetime import timedelta

import pytest

import builders
import joining
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import VISITOR
from universo.identity.models import User
from universo.insights.application_evidence import clues
from universo.notifications.models import Mail
from universo.partners.actors import actor_for
from universo.partners.application_data import confirmation_token
from universo.partners.models import Application, Enrolment, Member, Partner
from universo.program.models import Terms
from universo.routing.models import ExecutingChannel
from universo.usecases.apply_to_join import (
    apply_to_join,
    confirm_application,
    resend_confirmation,
    terms_digest,
)
from universo.usecases.decide_application import approve_application, decline_application

NOW = builders.NOON
pytestmark = pytest.mark.django_db


def test_an_application_keeps_what_was_accepted_as_evidence() -> None:
    Terms.objects.update(text="Texto de los términos")
    made = joining.received()
    event = Event.objects.get(subject_kind="application", subject_id=made.pk)
    assert made.terms_version == 1
    assert event.data["terms_sha256"] == terms_digest(Terms.objects.get())
    Terms.objects.update(decision_days=20)
    assert event.data["terms_sha256"] != terms_digest(Terms.objects.get())
    assert event.data["electronic_address"] == "carla@litoral.com.ar"
    assert event.data["client_ip"] == "192.0.2.7"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cuit": "30-61040056-3"}, "cuit"),
        ({"cuit": ""}, "cuit"),
        ({"cuit": "hola"}, "cuit"),
        ({"legal_name": " "}, "legal_name"),
        ({"legal_name": "x" * 161}, "legal_name"),
        ({"contact_name": ""}, "contact_name"),
        ({"email": "carla@"}, "email"),
        ({"phone": "4555-1234"}, "phone"),
        ({"province": "?"}, "province"),
        ({"categories": ()}, "categories"),
        ({"categories": ("SPONSOR", "BOSS")}, "categories"),
        ({"sponsor_level": ""}, "sponsor_level"),
        ({"accepts_terms": False}, "accepts_terms"),
        ({"terms_version": 9}, "accepts_terms"),
    ],
)
def test_each_wrong_field_is_named_and_nothing_is_stored(changes: dict, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        joining.received(**changes)
    assert list(refusal.value.errors) == [field]
    assert not Application.objects.exists()
    assert not Mail.objects.exists()


def test_a_level_without_the_category_is_dropped() -> None:
    made = joining.received(categories=("RESELLER", "ISV"))
    assert (made.categories, made.sponsor_level) == (["RESELLER", "ISV"], "")


def test_a_second_sending_is_the_first_one_and_other_data_are_a_conflict() -> None:
    uid = uuid.uuid4()
    typed = joining.data()
    first = apply_to_join(actor=VISITOR, now=NOW, uid=uid, data=typed)
    again = apply_to_join(actor=VISITOR, now=NOW + timedelta(days=300), uid=uid, data=typed)
    assert first == again
    assert Application.objects.count() == Mail.objects.count() == 1
    with pytest.raises(Conflict):
        apply_to_join(actor=VISITOR, now=NOW, uid=uid, data=joining.data(legal_name="Otra S.A."))


def test_the_stored_hash_does_not_open_the_link() -> None:
    made = joining.received()
    with pytest.raises(NotPermitted):
        confirm_application(now=NOW, token=made.token_sha256)
    assert confirmation_token(made.uid) in Mail.objects.get().text


def test_confirming_twice_tells_the_administrators_once(cast: Cast) -> None:
    made = joining.received()
    token = confirmation_token(made.uid)
    for _time in range(2):
        assert confirm_application(now=NOW, token=token).state == "CONFIRMED"
    told = Mail.objects.filter(key=f"application.waiting.{made.pk}")
    assert [mail.recipient for mail in told] == [cast.admin.email]
    assert Event.objects.filter(name="partners.application.confirmed").count() == 1


def test_sending_the_link_again_keeps_both_links_working() -> None:
    made = joining.received()
    resend_confirmation(now=NOW + timedelta(minutes=5), uid=made.uid)
    first, second = Mail.objects.order_by("pk")
    assert confirmation_token(made.uid) in first.text
    assert confirmation_token(made.uid) in second.text
    resend_confirmation(now=NOW, uid=uuid.uuid4())  # nothing to send: silent
    assert Mail.objects.count() == 2


def test_a_known_address_stores_nothing_and_its_owner_is_told(cast: Cast) -> None:
    User.objects.filter(pk=cast.sponsor.user_id).update(email="lucia@example.com")
    uid, typed = uuid.uuid4(), joining.data(email="LUCIA@example.com")
    for _time in range(2):
        assert apply_to_join(actor=VISITOR, now=NOW, uid=uid, data=typed) is None
    assert not Application.objects.exists()
    assert [mail.recipient for mail in Mail.objects.all()] == ["lucia@example.com"]


@pytest.mark.parametrize(
    "changed", [{"legal_name": "Otra S.A."}, {"email": "nueva@litoral.com.ar"}]
)
def test_other_data_under_one_id_are_a_conflict_for_a_known_address_too(
    cast: Cast, changed: dict[str, str]
) -> None:
    """Otherwise the two answers to a second sending tell who has an account."""
    User.objects.filter(pk=cast.sponsor.user_id).update(email="lucia@example.com")
    uid = uuid.uuid4()
    typed = {"email": "lucia@example.com"}
    apply_to_join(actor=VISITOR, now=NOW, uid=uid, data=joining.data(**typed))
    with pytest.raises(Conflict):
        apply_to_join(actor=VISITOR, now=NOW, uid=uid, data=joining.data(**{**typed, **changed}))
    assert not Application.objects.exists()


def test_a_known_company_goes_on_alike_and_its_administrators_are_told(cast: Cast) -> None:
    joining.received(cuit=cast.sponsor_partner.cuit)
    joining.received(cuit=cast.sponsor_partner.cuit, email="otra@litoral.com.ar")
    told = Mail.objects.filter(key__startswith="application.known_company")
    assert [mail.recipient for mail in told] == [cast.sponsor.email]  # once a day
    assert Application.objects.count() == 2


def test_approval_makes_partner_enrolments_first_person_and_channel(cast: Cast) -> None:
    found = joining.confirmed(categories=("SPONSOR", "RESELLER"))
    partner = approve_application(
        actor=cast.admin,
        now=NOW,
        application_id=found.pk,
        executive_id=cast.executive.user_id,
        sponsor_level="REFERRER",
    )
    person = User.objects.get(email="carla@litoral.com.ar")
    actor = actor_for(person)
    assert not person.has_usable_password()
    assert (actor.partner_id, actor.is_partner_admin) == (partner.pk, True)
    assert actor.partner_categories == {"SPONSOR", "RESELLER"}
    assert actor.sponsor_level == "REFERRER"
    channel = ExecutingChannel.objects.get(partner=partner)
    assert (channel.provinces, channel.profiles, channel.is_active) == (["S"], [], True)
    assert set(channel.kinds) == {"SOFTWARE", "HARDWARE"}
    link = Mail.objects.get(key=f"application.approved.{found.pk}").text
    assert "/cuenta/password/reset/key/" in link
    assert Mail.objects.filter(key__startswith="partner.assigned", recipient=cast.executive.email)


def test_a_sponsor_gets_no_channel(cast: Cast) -> None:
    found = joining.confirmed()
    partner = _approve(cast, found)
    assert not ExecutingChannel.objects.filter(partner=partner).exists()


def test_whoever_decides_second_reads_who_did(cast: Cast) -> None:
    found = joining.confirmed()
    other = builders.staff("Beatriz Segunda", "PROGRAM_ADMIN")
    _approve(cast, found)
    with pytest.raises(Conflict, match="Adriana Administra ya había aprobado"):
        decline_application(
            actor=other, now=NOW, application_id=found.pk, reason="No cumple lo pedido."
        )
    assert Partner.objects.filter(cuit=found.cuit).count() == 1


def test_a_refused_approval_leaves_nothing_behind(cast: Cast) -> None:
    found = joining.confirmed()
    User.objects.create_user("carla@litoral.com.ar", full_name="Llegó Antes")
    with pytest.raises(Conflict):
        _approve(cast, found)
    assert not Partner.objects.filter(cuit=found.cuit).exists()
    found.refresh_from_db()
    assert found.state == "CONFIRMED"


def test_a_company_that_is_a_partner_cannot_be_approved(cast: Cast) -> None:
    found = joining.confirmed(cuit=cast.sponsor_partner.cuit)
    with pytest.raises(Conflict, match="Ya hay un partner con este CUIT"):
        _approve(cast, found)


def test_an_unconfirmed_address_cannot_be_decided(cast: Cast) -> None:
    found = joining.received()
    with pytest.raises(Conflict, match="no confirmó"):
        _approve(cast, found)


@pytest.mark.parametrize("role", ["executive", "finance", "auditor", "sponsor", "channel_manager"])
def test_only_administrators_decide(cast: Cast, role: str) -> None:
    found = joining.confirmed()
    with pytest.raises(NotPermitted):
        approve_application(
            actor=getattr(cast, role),
            now=NOW,
            application_id=found.pk,
            executive_id=cast.executive.user_id,
        )


def test_the_executive_must_be_one(cast: Cast) -> None:
    found = joining.confirmed()
    with pytest.raises(DomainError) as refusal:
        approve_application(
            actor=cast.admin, now=NOW, application_id=found.pk, executive_id=cast.finance.user_id
        )
    assert refusal.value.field == "executive"


def test_a_decline_needs_a_reason_and_says_it(cast: Cast) -> None:
    found = joining.confirmed()
    with pytest.raises(DomainError):
        decline_application(actor=cast.admin, now=NOW, application_id=found.pk, reason=" no ")
    reason = "La actividad no se relaciona con el programa."
    decline_application(actor=cast.admin, now=NOW, application_id=found.pk, reason=reason)
    assert reason in Mail.objects.get(key=f"application.declined.{found.pk}").text
    assert not Member.objects.filter(user__email=found.email).exists()
    assert not Enrolment.objects.filter(partner__cuit=found.cuit).exists()


def test_the_evidence_names_what_coincides(cast: Cast) -> None:
    Partner.objects.filter(pk=cast.sponsor_partner.pk).update(
        email="info@litoral.com.ar", phone="(0341) 15-455-1234"
    )
    found = joining.confirmed(legal_name=cast.referrer_partner.legal_name + " S.A.")
    texts = {
        (clue.tone, clue.partner_id, str(clue.text)[:22]) for clue in clues(cast.admin, found.pk)
    }
    pointed = {(tone, partner_id) for tone, partner_id, _text in texts}
    assert ("warn", cast.sponsor_partner.pk) in pointed
    assert ("warn", cast.referrer_partner.pk) in pointed
    same = joining.confirmed(cuit=cast.outsider_partner.cuit, email="a@b.com.ar")
    assert ("bad", cast.outsider_partner.pk) in {
        (clue.tone, clue.partner_id) for clue in clues(cast.admin, same.pk)
    }
    with pytest.raises(NotPermitted):
        clues(cast.executive, found.pk)


def test_an_applicant_of_hasars_own_domain_is_pointed_out(cast: Cast) -> None:
    User.objects.filter(pk=cast.executive.user_id).update(email="elena@litoral.com.ar")
    found = joining.confirmed()
    assert any(
        "gente de Hasar" in str(c.text) and c.tone == "bad" for c in clues(cast.admin, found.pk)
    )


def _approve(cast: Cast, found: Application) -> Partner:
    assert cast.executive.user_id
    return approve_application(
        actor=cast.admin,
        now=NOW,
        application_id=found.pk,
        executive_id=cast.executive.user_id,
    )
