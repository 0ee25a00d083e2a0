"""The pages of support in selling on both sites: what is wrong stays typed, who lacks it is told (R-2)."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

import settling_cases
import support_cases as cases
from builders import new_uid
from cast import Cast
from universo.benefits.models import Entitlement
from universo.benefits.support import cobrand_queries, logos, queries
from universo.benefits.support.cobrand_models import MaterialTemplate
from universo.benefits.support.models import Allotment, SupportRequest
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.prove_support import book_request, verify_request

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


def browser(actor: Actor) -> Client:
    made = Client()
    made.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return made


def page(actor: Actor, name: str, *args: Any) -> str:
    response = browser(actor).get(reverse(name, args=args))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def picture(size: tuple[int, int] = (300, 120), kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", size, (180, 20, 60)).save(made, kind, comment=b"secreto")
    return made.getvalue()


def test_the_lists_say_what_was_paid_back_and_not_its_limit(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.proven(cast, cast.reseller)
    half = {line.position: (line.spent_minor or 0) // 2 for line in made.lines.all()}
    verify_request(actor=cast.admin, now=cases.NOON, request_id=made.pk, accepted=half)
    book_request(actor=cast.finance, now=cases.NOON, request_id=made.pk, billed_cuit=cases.CUIT)
    for actor, name in ((cast.reseller, "portal:support"), (cast.admin, "backoffice:support")):
        text = page(actor, name)
        assert "20.000,00" in text
        assert "40.000,00" not in text


def test_every_page_shows_what_was_paid_back(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.booked(cast, cast.reseller)
    for name in (
        "portal:support",
        "portal:support_fund",
        "portal:support_visits",
        "portal:cobrand",
    ):
        page(cast.reseller, name)
    text = page(cast.reseller, "portal:support_request", made.pk)
    assert "40.000,00" in text
    assert "En la liquidación" in text
    for name in ("support", "support_funds", "support_rules", "support_figures", "support_visits"):
        page(cast.admin, f"backoffice:{name}")
    assert "Feria de comercio" in page(cast.admin, "backoffice:support_figures")
    page(cast.finance, "backoffice:support_request", made.pk)
    page(cast.finance, "backoffice:support_fund", cast.reseller_partner.pk)


def typed(**changes: str) -> dict[str, str]:
    return {
        "uid": str(new_uid()), "kind": "EVENT", "title": "Feria de comercio", "purpose": cases.WHY,
        "place": "Rosario", "from_date": "2099-01-01", "to_date": "2099-01-02", "currency": "ARS",
        "text_1": "Stand", "amount_1": "60.000,00", **changes,
    }  # fmt: skip


def test_what_is_wrong_is_said_at_its_row_and_nothing_typed_is_lost(cast: Cast) -> None:
    sent = typed(text_3="No", amount_3="5,00")  # the second line is left empty
    response = browser(cast.reseller).post(reverse("portal:support_new"), sent)
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {"from_date", "text_3"}
    assert form["text_3"].value() == "No"
    assert not SupportRequest.objects.exists()


def test_from_the_form_to_the_evidence_and_its_booking(cast: Cast) -> None:
    today = timezone.localdate()
    cases.grant(cast, cast.reseller_partner, at=timezone.now(), expires_date=today + timedelta(9))
    mine = browser(cast.reseller)
    sent = typed(from_date=f"{today}", to_date=f"{today}", action="send")
    response = mine.post(reverse("portal:support_new"), sent, follow=True)
    made = SupportRequest.objects.get()
    assert made.status == "SUBMITTED", response.content.decode()
    url = reverse("backoffice:support_request", args=[made.pk])
    response = browser(cast.admin).post(url, {"action": "approve", "amount": "30.000,01"})
    assert response.status_code == 422  # more than half
    assert "30.000,01" in response.content.decode()
    browser(cast.admin).post(url, {"action": "approve", "amount": "30.000,00"})
    proof = {
        "action": "hand_in", "report": "Vinieron ochenta comerciantes.", "spent_1": "50.000,00",
        "invoice_1": SimpleUploadedFile("f.pdf", cases.PDF),
        "photos": [SimpleUploadedFile("a.png", cases.PNG)],
    }  # fmt: skip
    own = reverse("portal:support_request", args=[made.pk])
    assert mine.post(own, {**proof, "report": "Bien"}).status_code == 422
    proof["invoice_1"] = SimpleUploadedFile("f.pdf", cases.PDF)
    proof["photos"] = [SimpleUploadedFile("a.png", cases.PNG)]
    assert mine.post(own, proof).status_code == 302
    browser(cast.admin).post(url, {"action": "verify", "accepted_1": "50.000,00"})
    browser(cast.finance).post(url, {"action": "book", "billed_cuit": "30-61040056-2"})
    made.refresh_from_db()
    assert made.status == "REIMBURSED"
    assert made.refund is not None
    assert made.refund.amount_minor == 2_500_000


def test_somebody_else_of_finance_takes_back_what_was_booked(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.booked(cast, cast.reseller)
    url = reverse("backoffice:support_request", args=[made.pk])
    act = {"action": "take_back", "uid": str(new_uid()), "amount": "10.000,00", "reason": "no"}
    assert browser(cast.finance).post(url, act).status_code == 404  # booked it
    mine = browser(settling_cases.second())
    assert "Revertir lo registrado" in mine.get(url).content.decode()
    refused = mine.post(url, {**act, "amount": "90.000,00", "reason": "Otra feria"})
    assert refused.status_code == 422
    assert "como máximo lo que se reintegró" in refused.content.decode()
    assert "Otra feria" in refused.content.decode()
    assert mine.post(url, {**act, "reason": "Era de otra feria"}).status_code == 302
    assert "Revertir lo registrado" not in mine.get(url).content.decode()
    for actor, name in (
        (cast.reseller, "portal:support_request"),
        (cast.admin, "backoffice:support_request"),
    ):
        text = page(actor, name, made.pk)
        assert "10.000,00" in text
        assert "Era de otra feria" in text


def test_files_of_evidence_are_never_run(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    made = cases.proven(cast, cast.reseller)
    for file in made.files.all():
        answer = browser(cast.admin).get(reverse("backoffice:support_file", args=[file.pk]))
        assert answer["X-Content-Type-Options"] == "nosniff"
        how = "inline" if file.kind == "PHOTO" else "attachment"
        assert answer["Content-Disposition"].startswith(how)
        other = browser(cast.rival_reseller).get(reverse("portal:support_file", args=[file.pk]))
        assert other.status_code == 404


def test_who_lacks_the_benefit_reads_what_is_needed_everywhere(cast: Cast) -> None:
    cases.grant(cast, cast.reseller_partner)
    owed, waiting = cases.approved(cast, cast.reseller), cases.sent(cast.reseller)
    design = cases.design(cast)
    piece = cases.piece(cast.reseller, design)
    visit = cases.visit(cast, cast.reseller)
    Entitlement.objects.filter(service="SUPPORT", category="RESELLER").delete()
    mine = browser(cast.reseller)
    for name, args in (
        ("support", []), ("support_fund", []), ("support_new", []), ("support_visits", []),
        ("support_request", [waiting.pk]), ("support_edit", [waiting.pk]),
        ("support_visit", [visit.pk]), ("support_entry", [visit.pk]), ("cobrand", []),
        ("cobrand_logo", []), ("cobrand_make", [design.pk]), ("cobrand_preview", [design.pk]),
        ("cobrand_piece", [piece.pk]), ("cobrand_file", [piece.pk, "pdf"]),
    ):  # fmt: skip
        for ask in (mine.get, mine.post):
            status = ask(reverse(f"portal:{name}", args=args)).status_code
            assert status in (403, 405), (name, status)
    assert mine.get(reverse("portal:support_request", args=[owed.pk])).status_code == 200
    # What was approved is reached from the menu: benefits, then the page that says what is needed.
    board = reverse("portal:support")
    assert f'href="{board}"' in mine.get(reverse("portal:benefits")).content.decode()
    needed = mine.get(board).content.decode()
    assert f'href="{reverse("portal:support_request", args=[owed.pk])}"' in needed
    assert reverse("portal:support_request", args=[waiting.pk]) not in needed
    other = browser(cast.rival_reseller)
    assert f'href="{board}"' not in other.get(reverse("portal:benefits")).content.decode()
    assert owed.reference not in other.get(board).content.decode()


def test_the_calendars_entry_of_a_confirmed_visit(cast: Cast) -> None:
    visit = cases.visit(cast, cast.reseller)
    for actor, site in ((cast.reseller, "portal"), (cast.executive, "backoffice")):
        answer = browser(actor).get(reverse(f"{site}:support_entry", args=[visit.pk]))
        assert answer["Content-Type"].startswith("text/calendar")
        assert "STATUS:CONFIRMED" in answer.content.decode()
    url = reverse("backoffice:support_entry", args=[visit.pk])
    assert browser(cast.other_executive).get(url).status_code == 404


def test_a_logo_is_written_again_and_put_on_the_piece(cast: Cast) -> None:
    design = cases.design(cast, layout="SOCIAL")
    mine = browser(cast.reseller)
    sent = {"contact": "Sergio", "phone": "0341 555-1234", "email": "ventas@example.com"}
    wrong = SimpleUploadedFile("l.svg", b"<svg onload='alert(1)'/>")
    response = mine.post(reverse("portal:cobrand"), {**sent, "logo": wrong})
    assert response.status_code == 422
    assert "logo" in response.context["form"].errors
    logo = SimpleUploadedFile("l.jpg", picture(kind="JPEG") + b"<script>")
    assert mine.post(reverse("portal:cobrand"), {**sent, "logo": logo}).status_code == 302
    brand = cobrand_queries.brand_of(cast.reseller)
    assert brand is not None
    kept = logos.read(brand.logo_name)
    assert kept is not None
    assert kept.startswith(b"\x89PNG")
    assert b"script" not in kept
    assert b"secreto" not in kept
    response = mine.post(
        reverse("portal:cobrand_make", args=[design.pk]), {"uid": str(new_uid()), "line": "Hoy"}
    )
    made = cobrand_queries.made_by(cast.reseller).get()
    assert response.url == reverse("portal:cobrand_piece", args=[made.pk])  # type: ignore[attr-defined]
    pdf = mine.get(reverse("portal:cobrand_file", args=[made.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    png = mine.get(reverse("portal:cobrand_file", args=[made.pk, "png"]))
    assert Image.open(BytesIO(png.content)).size == (1080, 1080)
    other = browser(cast.rival_reseller).get(reverse("portal:cobrand_file", args=[made.pk, "pdf"]))
    assert other.status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, picture((5000, 5000)), picture((8, 8))]
)  # fmt: skip
def test_a_logo_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        logos.rewritten(content)
    assert refused.value.field == "logo"


def test_the_office_grants_changes_rules_and_keeps_templates(cast: Cast) -> None:
    admin, today = browser(cast.admin), timezone.localdate()
    until = f"{today + timedelta(days=30)}"
    grant = {"uid": str(new_uid()), "partner": "todos", "currency": "ARS", "amount": "1.000,50"}
    url = reverse("backoffice:support_funds")
    wrong = admin.post(url, {**grant, "expires_date": "2020-01-01", "reason": "Para todos"})
    assert wrong.status_code == 422
    assert wrong.context["form"]["amount"].value() == "1.000,50"
    admin.post(url, {**grant, "expires_date": until, "reason": "Para todos"})
    admin.post(url, {**grant, "expires_date": until, "reason": "Para todos"})  # a double click
    allotment = Allotment.objects.get()
    assert allotment.amount_minor == 100_050
    assert allotment.grants.count() > 1
    rules = {
        "campaign_bp": "40,5", "event_bp": "50", "material_bp": "60,00", "visit_bp": "30",
        "second_ars_minor": "500.000,00", "second_usd_minor": "500,00", "evidence_days": "10",
        "from_date": f"{today}", "reason": "Nuevo año",
    }  # fmt: skip
    url = reverse("backoffice:support_rules")
    assert admin.post(url, {**rules, "campaign_bp": "140"}).status_code == 422
    assert admin.post(url, rules).status_code == 302
    found = queries.rules_on(today)
    assert (found.campaign_bp, found.second_ars_minor) == (4_050, 50_000_000)
    assert browser(cast.finance).post(url, rules).status_code == 404
    template = {"layout": "FLYER_A4", "colour": "DARK", "headline": "Venda más", "body": "x" * 30}
    url = reverse("backoffice:cobrand")
    assert admin.post(url, {**template, "points": "uno\n" * 6}).status_code == 422
    assert admin.post(url, template).status_code == 302
    made = MaterialTemplate.objects.get()
    own = reverse("backoffice:cobrand_template", args=[made.pk])
    admin.post(own, {"action": "switch"})
    made.refresh_from_db()
    assert not made.is_active
    url = reverse("portal:cobrand_make", args=[made.pk])
    assert browser(cast.reseller).get(url).status_code == 404


def test_the_executive_advises_and_answers_a_visit(cast: Cast) -> None:
    visit = cases.visit(cast, cast.reseller)
    made = cases.sent(cast.reseller)
    mine = browser(cast.executive)
    url = reverse("backoffice:support_request", args=[made.pk])
    mine.post(url, {"action": "advise", "recommended": "no", "advice": "Ya hubo dos este año."})
    made.refresh_from_db()
    assert made.is_recommended is False
    text = page(cast.admin, "backoffice:support_request", made.pk)
    assert "Ya hubo dos" in text
    assert "Ya hubo dos" not in page(cast.reseller, "portal:support_request", made.pk)
    own = reverse("backoffice:support_visit", args=[visit.pk])
    assert mine.post(own, {"action": "decline", "reason": "No puedo"}).status_code == 404
    assert mine.post(own, {"action": "cancel"}).status_code == 302
    entry = mine.get(reverse("backoffice:support_entry", args=[visit.pk]))
    assert "METHOD:CANCEL" in entry.content.decode()
    asked = {
        "uid": str(new_uid()), "customer": "Ferretería", "place": "Rosario", "minutes": "60",
        "purpose": "Mostrar el equipo", "time_1": "2020-01-01T10:00",
    }  # fmt: skip
    late = browser(cast.reseller).post(reverse("portal:support_visits"), asked)
    assert late.status_code == 422
    assert "time_1" in late.context["form"].errors
