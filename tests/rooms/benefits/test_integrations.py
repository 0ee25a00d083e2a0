"""A software company's catalogue: stating, certifying by a dated checklist, expiry, mention (R-1)."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

import builders
import directory_cases
from builders import NOON
from cast import Cast
from universo.benefits.integrations import queries
from universo.benefits.integrations.figures import figures
from universo.benefits.integrations.files import FOLDER
from universo.benefits.integrations.models import Certification, Integration
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.insights.leaving import consequences_of
from universo.notifications.models import Mail
from universo.partners.models import Partner
from universo.partners.operations import end_category
from universo.program.models import Product
from universo.usecases.certify_integration import ask_certification, certify, refuse, revoke
from universo.usecases.keep_checklists import set_checklist
from universo.usecases.remind_certifications import remind_certifications
from universo.usecases.state_integration import IntegrationData, edit_integration, state_integration
from universo.web.shared.category_words import consequence_lines

TODAY = local_date(NOON)
DAY = timedelta(days=1)
PDF = b"%PDF-1.7 evidencia"
ALL = range(5)


@pytest.fixture
def isv(cast: Cast) -> Actor:
    """The administrator of a software company, which is a sponsor too."""
    home = builders.partner(
        "Lapacho Software S.R.L.", executive=cast.executive, level="REFERRER", categories=("ISV",)
    )
    return builders.member(home, "Inés Lapacho", admin=True)


def stated(cast: Cast, actor: Actor, **changes: Any) -> Integration:
    values = {
        "software": "Lapacho Gestión", "summary": "Imprime facturas en el controlador fiscal.",
        "family_id": cast.families["FISCAL"].pk, "is_public": True, **changes,
    }  # fmt: skip
    return state_integration(
        actor=actor, now=NOON, uid=builders.new_uid(), data=IntegrationData(**values)
    )


def asked(actor: Actor, found: Integration, **changes: Any) -> Certification:
    values = {"version": "4.2", "files": [("prueba.pdf", PDF)], **changes}
    return ask_certification(
        actor=actor, now=NOON, uid=builders.new_uid(), integration_id=found.pk, **values
    )


def kept() -> list[Path]:
    folder = Path(settings.UPLOAD_DIR) / FOLDER
    return list(folder.iterdir()) if folder.exists() else []


def test_only_software_companies_state_and_each_sees_its_own(cast: Cast, isv: Actor) -> None:
    found = stated(cast, isv)
    for name, actor in cast.everyone().items():
        with pytest.raises(NotPermitted):
            stated(cast, actor)
        seen = name in {"admin", "auditor", "channel_manager"}
        assert queries.visible_to(actor).filter(pk=found.pk).exists() == seen, name
    with pytest.raises(InvalidInput) as refused:
        stated(cast, isv, software="x", summary="corto", family_id=0)
    assert sorted(refused.value.errors) == ["family", "software", "summary"]


def test_a_version_is_certified_when_every_point_holds(cast: Cast, isv: Actor) -> None:
    before = len(kept())
    found = stated(cast, isv)
    made = asked(isv, found)
    assert len(kept()) == before + 1
    with pytest.raises(Conflict):
        asked(isv, found)  # one review at a time
    assert len(kept()) == before + 1  # and its file was not kept
    act = {"now": NOON, "certification_id": made.pk}
    for name, actor in cast.everyone().items():
        if name != "admin":
            with pytest.raises(NotPermitted):
                certify(actor=actor, passed=ALL, **act)
    with pytest.raises(DomainError) as refused:
        certify(actor=cast.admin, passed=[0, 1, 2, 3], **act)
    assert refused.value.field == "passed"
    done = certify(actor=cast.admin, passed=ALL, **act)
    assert done.expires_date == date(2028, 11, 23)  # two years of the first checklist
    assert [done.in_force(day) for day in (date(2028, 11, 22), date(2028, 11, 23))] == [True, False]
    with pytest.raises(Conflict):
        refuse(actor=cast.admin, passed=[], reason="Ya está.", **act)
    assert Mail.objects.filter(key=f"certification.{made.pk}.certified").exists()
    seen = figures(cast.admin, TODAY, TODAY)
    assert (seen.integrations, seen.asked, seen.certified, seen.in_force) == (1, 1, 1, 1)
    assert figures(cast.sponsor, TODAY, TODAY).integrations == 0


def test_a_refusal_says_why_and_keeps_what_holds(cast: Cast, isv: Actor) -> None:
    made = asked(isv, stated(cast, isv))
    act = {"actor": cast.admin, "now": NOON, "certification_id": made.pk, "passed": [1, 3, 99]}
    with pytest.raises(InvalidInput):
        refuse(reason="", **act)
    done = refuse(reason="No se recupera del corte.", **act)
    assert (done.status, done.passed) == ("DECLINED", [1, 3])
    again = asked(isv, done.integration, version="4.3", files=[])
    assert again.version == "4.3"


def test_the_same_request_again_is_the_first(cast: Cast, isv: Actor) -> None:
    found, uid = stated(cast, isv), builders.new_uid()
    act: dict[str, Any] = {"actor": isv, "now": NOON, "uid": uid, "integration_id": found.pk}
    first = ask_certification(version="4.2", **act)
    assert ask_certification(version="4.2", **act).pk == first.pk
    with pytest.raises(Conflict):
        ask_certification(version="5", **act)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certification.objects.create(
            uid=builders.new_uid(), integration=found, version="5", status="REQUESTED",
            checklist=first.checklist, asked_at=NOON, asked_by_id=isv.user_id or 0,
        )  # fmt: skip


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"<html>", b"MZ\x90", b""])
def test_other_kinds_of_files_are_refused(cast: Cast, isv: Actor, content: bytes) -> None:
    before = len(kept())
    with pytest.raises(DomainError) as refused:
        asked(isv, stated(cast, isv), files=[("a.pdf", PDF), ("b.pdf", content)])
    assert refused.value.field == "evidence"
    assert len(kept()) == before


def test_a_checklist_is_dated_and_reviews_keep_theirs(cast: Cast, isv: Actor) -> None:
    made = asked(isv, stated(cast, isv))
    family = cast.families["FISCAL"].pk
    values: dict[str, Any] = {
        "now": NOON, "family_id": family, "points": ["Uno.", " ", "Dos."], "months": 12,
        "from_date": TODAY + DAY,
    }  # fmt: skip
    with pytest.raises(NotPermitted):
        set_checklist(actor=cast.channel_manager, **values)
    with pytest.raises(InvalidInput):
        set_checklist(actor=cast.admin, **{**values, "from_date": TODAY - DAY})
    set_checklist(actor=cast.admin, **values)
    assert len(queries.checklist_for(family, TODAY).points) == 5
    assert queries.checklist_for(family, TODAY + DAY).points == ["Uno.", "Dos."]
    assert len(queries.checklist_for(cast.families["GESTION"].pk, TODAY + DAY).points) == 5
    assert len(queries.certification(isv, made.pk).checklist.points) == 5
    act: dict[str, Any] = {"actor": cast.admin, "now": NOON + 2 * DAY, "certification_id": made.pk}
    with pytest.raises(DomainError):
        certify(passed=[0, 1], **act)  # enough for the new list, not for its own
    assert certify(passed=ALL, **act).status == "CERTIFIED"


def test_what_is_told_in_public_ends_with_expiry_withdrawal_or_leaving(
    cast: Cast, isv: Actor
) -> None:
    assert isv.partner_id is not None
    hidden = asked(isv, stated(cast, isv, software="Privado", is_public=False), files=[])
    shown = asked(isv, stated(cast, isv))
    for made in (hidden, shown):
        certify(actor=cast.admin, now=NOON, certification_id=made.pk, passed=ALL)

    def told(day: date) -> list[int]:
        return [row.pk for row in queries.certified_of(isv.partner_id or 0, day)]

    assert told(TODAY) == [shown.pk]
    assert told(date(2028, 11, 23)) == []
    leave = TODAY + 10 * DAY
    end_category(
        actor=cast.admin, now=NOON, partner_id=isv.partner_id, category="ISV", from_date=leave
    )
    assert [told(day) for day in (leave - DAY, leave)] == [[shown.pk], []]
    revoke(actor=cast.admin, now=NOON, certification_id=shown.pk, reason="Fallas en el campo.")
    assert told(TODAY) == []


def test_what_was_judged_is_not_turned_into_another(cast: Cast, isv: Actor) -> None:
    found = stated(cast, isv)
    asked(isv, found)
    words = IntegrationData("Lapacho 5", "Otro resumen más largo.", found.family_id)
    assert edit_integration(
        actor=isv, now=NOON, integration_id=found.pk, data=words
    ).software == "Lapacho 5"  # fmt: skip
    other = IntegrationData("Lapacho 5", "Otro resumen más largo.", cast.families["GESTION"].pk)
    with pytest.raises(Conflict):
        edit_integration(actor=isv, now=NOON, integration_id=found.pk, data=other)


def test_what_expires_is_told_once(cast: Cast, isv: Actor) -> None:
    made = asked(isv, stated(cast, isv))
    certify(actor=cast.admin, now=NOON, certification_id=made.pk, passed=ALL)
    assert remind_certifications(NOON) == 0
    near = NOON.replace(year=2028, month=11, day=1)
    for _again in range(2):
        assert remind_certifications(near) == 1
    assert Mail.objects.filter(key=f"certification.{made.pk}.expires").count() == 1


def test_the_months_count_from_the_answer_and_the_newest_version_is_told(
    cast: Cast, isv: Actor
) -> None:
    found = stated(cast, isv)
    answered = NOON + 45 * DAY
    for version, when in (("4.2", answered), ("5.0", answered + DAY)):
        made = asked(isv, found, version=version, files=[])
        done = certify(actor=cast.admin, now=when, certification_id=made.pk, passed=ALL)
        assert done.expires_date == date(2029, 1, when.day)
    (told,) = queries.certified_of(isv.partner_id or 0, local_date(answered + DAY))
    assert told.version == "5.0"
    Partner.objects.filter(pk=isv.partner_id).update(is_active=False)
    assert queries.certified_of(isv.partner_id or 0, local_date(answered + DAY)) == []


def test_a_product_is_of_the_family_that_is_stated(cast: Cast, isv: Actor) -> None:
    product = Product.objects.create(code="F-1", name="Uno", family=cast.families["FISCAL"])
    assert stated(cast, isv, product_id=product.pk).works_with == "Uno"
    with pytest.raises(InvalidInput) as refused:
        stated(cast, isv, product_id=product.pk, family_id=cast.families["GESTION"].pk)
    assert list(refused.value.errors) == ["product"]


def test_nobody_edits_or_has_reviewed_what_is_anothers(cast: Cast, isv: Actor) -> None:
    found = stated(cast, isv)
    home = builders.partner("Otra Software S.A.", categories=("ISV",))
    rival = builders.member(home, "Omar Otra", admin=True)
    words = IntegrationData("Robado", "Un resumen que no es de él.", found.family_id)
    with pytest.raises(NotPermitted):
        edit_integration(actor=rival, now=NOON, integration_id=found.pk, data=words)
    with pytest.raises(NotPermitted):
        asked(rival, found)
    (kept_file,) = asked(isv, found).evidence.all()
    for actor in (rival, cast.sponsor, cast.executive):
        with pytest.raises(NotPermitted):
            queries.evidence(actor, kept_file.pk)
    assert queries.evidence(isv, kept_file.pk).file_name == "prueba.pdf"
    found.refresh_from_db()
    assert found.software == "Lapacho Gestión"


def test_a_checklist_that_somebody_was_judged_by_is_neither_replaced_nor_lost(
    cast: Cast, isv: Actor
) -> None:
    values: dict[str, Any] = {
        "actor": cast.admin, "now": NOON, "family_id": cast.families["FISCAL"].pk, "months": 12,
        "from_date": TODAY,
    }  # fmt: skip
    first = set_checklist(points=["Uno."], **values)
    made = asked(isv, stated(cast, isv))
    assert made.checklist_id == first.pk
    with pytest.raises(InvalidInput) as refused:
        set_checklist(points=["Dos."], **values)
    assert list(refused.value.errors) == ["from_date"]
    assert queries.certification(isv, made.pk).checklist.points == ["Uno."]


@pytest.mark.parametrize(
    "changes", [{"version": "5"}, {"works_with_version": "2.0"}, {"notes": "Otra cosa."}]
)
def test_the_same_id_with_other_words_is_a_conflict(
    cast: Cast, isv: Actor, changes: dict[str, str]
) -> None:
    """Protocol 5: another body under the same id."""
    found = stated(cast, isv)
    act: dict[str, Any] = {
        "actor": isv, "now": NOON, "uid": builders.new_uid(), "integration_id": found.pk,
        "version": "4.2",
    }  # fmt: skip
    first = ask_certification(**act)
    with pytest.raises(Conflict):
        ask_certification(**{**act, **changes})
    assert ask_certification(**act).pk == first.pk
    uid = builders.new_uid()
    data = IntegrationData("Lapacho Web", "Cobra desde el navegador.", found.family_id)
    again = {"actor": isv, "now": NOON, "uid": uid}
    one = state_integration(data=data, **again)
    assert state_integration(data=data, **again).pk == one.pk
    with pytest.raises(Conflict):
        state_integration(data=replace(data, summary="Cobra desde el teléfono."), **again)


def test_leaving_tells_what_the_public_page_will_not_say_any_more(cast: Cast) -> None:
    home = builders.partner(
        "Ceibo Software S.A.", executive=cast.executive, categories=("ISV", "RESELLER")
    )
    who = builders.member(home, "Ana Ceibo", admin=True)
    made = asked(who, stated(cast, who))
    certify(actor=cast.admin, now=NOON, certification_id=made.pk, passed=ALL)
    before = consequences_of(cast.admin, home.pk, "ISV", TODAY + DAY, NOON).open
    directory_cases.shown(cast, who)
    after = consequences_of(cast.admin, home.pk, "ISV", TODAY + DAY, NOON)
    assert (before.certified, after.open.certified, after.open.in_directory) == (0, 1, False)
    with translation.override("es-ar"):
        lines = " ".join(str(line) for line in consequence_lines(after))
    assert "1 integración certificada deja de mencionarse" in lines
