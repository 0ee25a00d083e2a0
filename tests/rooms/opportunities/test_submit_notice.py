"""Sending a notice: number, instant, term, receipt, and always the same answer (R-7)."""

import json
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

import builders
from builders import NOON, new_uid, notice_data
from cast import Cast
from universo import receipts_crypto
from universo.audit.models import Event, JournalEntry, JournalHead
from universo.audit.queries import journal_faults
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.opportunities import receipt
from universo.opportunities.models import Notice, NoticeStatus
from universo.partners.models import Enrolment, Partner
from universo.program.models import Holiday, Terms
from universo.usecases.save_draft import discard_draft, save_draft
from universo.usecases.submit_notice import submit_notice
from universo.usecases.withdraw_notice import withdraw_notice

pytestmark = pytest.mark.django_db


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def send(actor: Actor, moment: datetime = NOON, uid: Any = None, **changes: Any) -> Notice:
    return submit_notice(
        actor=actor, clock=at(moment), uid=uid or new_uid(), data=notice_data(**changes)
    )


def test_a_sent_notice_has_number_instant_and_term(cast: Cast) -> None:
    notice = send(cast.sponsor)
    assert (notice.number, notice.reference) == (1, "OP-000001")
    assert notice.received_at == NOON
    assert notice.status == NoticeStatus.SUBMITTED
    # 23/11/2026 + 15 business days; 7 and 8 December are off (bridge and Inmaculada).
    assert notice.due_date == date(2026, 12, 16)
    assert notice.due_at == datetime(2026, 12, 17, 3, tzinfo=UTC)
    assert len(notice.counted_dates) == 15
    assert "2026-12-08" in {row["date"] for row in notice.skipped_dates}
    assert (notice.level, notice.executive_id) == ("INTRODUCER", cast.executive.user_id)


def test_the_receipt_covers_number_instant_and_content(cast: Cast) -> None:
    notice = send(cast.sponsor)
    assert receipt.is_genuine(notice)
    content = json.loads(notice.content)
    assert content["reference"] == "OP-000001"
    assert content["received_at"] == "2026-11-23T15:00:00.000000Z"
    assert content["prospect"]["legal_name"].startswith("Ferretería El Tornillo")
    assert notice.content == receipt.canonical(content)
    assert JournalEntry.objects.get(pk=1).content_sha256 == notice.content_sha256
    assert journal_faults() == []


def test_the_contact_is_only_a_commitment_in_what_is_hashed(cast: Cast) -> None:
    notice = send(cast.sponsor, contact_name="Ñusta Querandí", email="nusta@tornillo.com.ar")
    assert "Querand" not in notice.content
    assert "tornillo.com.ar" not in notice.content
    assert "4555" not in notice.content
    personal = {
        "contact_name": "Ñusta Querandí",
        "contact_role": "Dueña",
        "phone": "011 4555-1234",
        "email": "nusta@tornillo.com.ar",
        "web": "",
    }
    committed = json.loads(notice.content)["contact_commitment"]
    assert committed == receipt.commitment(notice.content_salt, personal)


@pytest.mark.parametrize("column", ["content", "content_sha256", "signature", "received_at"])
def test_a_touched_receipt_is_not_genuine(cast: Cast, column: str) -> None:
    notice = send(cast.sponsor)
    other = send(cast.sponsor, NOON + timedelta(minutes=1))
    Notice.objects.filter(pk=notice.pk).update(**{column: getattr(other, column)})
    notice.refresh_from_db()
    assert not receipt.is_genuine(notice)


def test_the_journal_must_know_the_receipt(cast: Cast) -> None:
    notice = send(cast.sponsor)
    with connection.cursor() as cursor:  # as the tables' owner could
        cursor.execute("ALTER TABLE audit_journalentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_journalentry")
    assert not receipt.is_genuine(notice)


def test_the_same_id_and_body_give_the_same_receipt_a_year_later(cast: Cast) -> None:
    uid, data = new_uid(), notice_data()
    first = submit_notice(actor=cast.sponsor, clock=at(NOON), uid=uid, data=data)
    withdraw_notice(actor=cast.sponsor, now=NOON, notice_id=first.pk)
    cast.families["POS-SOFT"].is_active = False
    cast.families["POS-SOFT"].save()
    later = NOON + timedelta(days=365)
    again = submit_notice(
        actor=cast.sponsor, clock=at(later), uid=uid, data={**data, "need": data["need"] + "  "}
    )
    assert (again.pk, again.signature) == (first.pk, first.signature)
    assert Notice.objects.count() == 1
    assert JournalHead.objects.get().last_sequence == 1
    assert Mail.objects.filter(key__startswith="notice_receipt").count() == 1


def test_another_body_under_the_same_id_is_a_conflict(cast: Cast) -> None:
    uid, data = new_uid(), notice_data()
    submit_notice(actor=cast.sponsor, clock=at(NOON), uid=uid, data=data)
    with pytest.raises(Conflict):
        submit_notice(
            actor=cast.sponsor, clock=at(NOON), uid=uid, data={**data, "budget": "2.000,00"}
        )


def test_another_partner_cannot_use_the_id(cast: Cast) -> None:
    uid, data = new_uid(), notice_data()
    submit_notice(actor=cast.sponsor, clock=at(NOON), uid=uid, data=data)
    for act in (submit_notice,):
        with pytest.raises(NotPermitted):
            act(actor=cast.outsider, clock=at(NOON), uid=uid, data=data)
    draft = save_draft(actor=cast.sponsor, now=NOON, uid=new_uid(), data={"need": "algo"})
    with pytest.raises(NotPermitted):
        save_draft(actor=cast.outsider, now=NOON, uid=draft.uid, data={"need": "otra cosa"})
    assert discard_draft(actor=cast.outsider, uid=draft.uid) is False
    assert Notice.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("who", ["reseller", "executive", "auditor", "admin"])
def test_only_sponsors_notify(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        send(getattr(cast, who))


def test_a_sponsor_that_left_the_category_does_not_notify(cast: Cast) -> None:
    Enrolment.objects.filter(partner=cast.sponsor_partner).update(until_date=date(2026, 11, 1))
    with pytest.raises(NotPermitted):
        send(cast.sponsor)


def test_without_an_executive_the_refusal_says_so_and_writes_nothing(cast: Cast) -> None:
    Partner.objects.filter(pk=cast.sponsor_partner.pk).update(account_executive=None)
    with pytest.raises(DomainError) as caught:
        send(cast.sponsor)
    assert caught.value.code == "no_executive"
    assert not JournalEntry.objects.exists()


def test_the_own_company_is_no_customer(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as caught:
        send(cast.sponsor, cuit=cast.sponsor_partner.cuit)
    assert "cuit" in caught.value.errors


def test_the_same_customer_is_not_notified_twice_while_open(cast: Cast) -> None:
    send(cast.sponsor, legal_name="Almacén Uno S.R.L.")
    with pytest.raises(DomainError) as caught:
        send(cast.sponsor, legal_name="ALMACEN UNO SRL")
    assert (caught.value.code, caught.value.field) == ("already_open", "legal_name")
    # Another sponsor is not told: his is a notice like any other (protocol 7).
    assert send(cast.referrer, legal_name="Almacén Uno S.R.L.").number == 2


def test_names_alike_with_other_cuits_or_provinces_are_other_customers(cast: Cast) -> None:
    send(cast.sponsor, legal_name="Almacén Uno", cuit=builders.cuit())
    send(cast.sponsor, legal_name="Almacén Uno", cuit=builders.cuit())
    send(cast.sponsor, legal_name="Almacén Uno", province="X")
    assert Notice.objects.count() == 3


def test_after_withdrawing_the_sponsor_waits_thirty_days(cast: Cast) -> None:
    number = builders.cuit()
    first = send(cast.sponsor, cuit=number)
    withdraw_notice(actor=cast.sponsor, now=NOON + timedelta(days=2), notice_id=first.pk)
    with pytest.raises(DomainError) as caught:
        send(cast.sponsor, NOON + timedelta(days=31), cuit=number)
    assert caught.value.code == "too_soon"
    assert "25/12/2026" in str(caught.value)
    assert send(cast.sponsor, NOON + timedelta(days=32), cuit=number).number == 2


def test_a_lapse_counts_from_the_due_instant_though_no_job_recorded_it(cast: Cast) -> None:
    number = builders.cuit()
    first = send(cast.sponsor, cuit=number)
    assert first.due_at is not None
    with pytest.raises(DomainError) as caught:
        send(cast.sponsor, first.due_at, cuit=number)
    assert caught.value.code == "too_soon"
    send(cast.sponsor, first.due_at + timedelta(days=30), cuit=number)


def test_terms_and_calendar_of_the_day_count(cast: Cast) -> None:
    Terms.objects.create(version=9, valid_from=date(2026, 11, 24), decision_days=2, created_at=NOON)
    late_evening = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # 22:30 of the 23rd in Buenos Aires
    assert len(send(cast.sponsor, late_evening).counted_dates) == 15
    assert send(cast.sponsor, late_evening + timedelta(hours=2)).due_date == date(2026, 11, 26)


def test_a_later_holiday_moves_nothing(cast: Cast) -> None:
    from universo.opportunities.queries import meter_of

    notice = send(cast.sponsor)
    Holiday.objects.create(
        calendar=notice.calendar,
        date=date(2026, 12, 2),
        name="Nuevo",
        kind="feriado_inamovible",
        counts_in_nac=True,
        counts_in_nac_dnl=True,
    )
    meter = meter_of(notice, NOON)
    assert meter is not None
    assert [tick.day.isoformat() for tick in meter.ticks] == notice.counted_dates
    assert (meter.days_left, meter.lapsed) == (15, False)


def test_the_timeline_and_both_mails_are_written(cast: Cast) -> None:
    notice = send(cast.sponsor, need="Primera línea.\n\nhttps://malo.example/entrar\n\nFin.")
    event = Event.objects.get(name="opportunities.notice.submitted")
    assert (event.subject_id, event.partner_may_read) == (notice.pk, True)
    mails = {mail.recipient: mail for mail in Mail.objects.all()}
    assert set(mails) == {cast.sponsor.email, cast.executive.email}
    assert "OP-000001" in mails[cast.sponsor.email].subject
    assert notice.content_sha256 in mails[cast.sponsor.email].text
    for mail in mails.values():
        assert "miércoles 16 de diciembre de 2026" in mail.text
        assert "15 días hábiles" in mail.html
    # A link that a sponsor typed does not become a button of ours.
    assert 'href="https://malo.example' not in mails[cast.executive.email].html


def test_the_search_for_duplicates_is_left_to_a_job(cast: Cast) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    notice = send(cast.sponsor)
    job = ProcrastinateJob.objects.get(task_name="evaluation.evaluate_notice")
    assert job.args == {"notice_id": notice.pk}


def test_a_draft_keeps_what_was_typed_and_goes_away_with_the_sending(cast: Cast) -> None:
    uid = new_uid()
    draft = save_draft(
        actor=cast.sponsor,
        now=NOON,
        uid=uid,
        data={"cuit": "30-1", "need": " a\x00b\ud800", "x": 1},
    )
    assert draft.draft["cuit"] == "30-1"
    assert draft.draft["need"] == " ab?"
    assert "x" not in draft.draft
    sent = submit_notice(actor=cast.sponsor, clock=at(NOON), uid=uid, data=notice_data())
    assert sent.pk == draft.pk
    with pytest.raises(Conflict):
        save_draft(actor=cast.sponsor, now=NOON, uid=uid, data={"need": "tarde"})
    with pytest.raises(Conflict):
        discard_draft(actor=cast.sponsor, uid=uid)


def test_a_refused_sending_leaves_nothing_behind(cast: Cast) -> None:
    Terms.objects.all().delete()
    with pytest.raises(Terms.DoesNotExist), transaction.atomic():
        send(cast.sponsor)
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()
    assert JournalHead.objects.get().last_sequence == 0


def test_the_key_file_is_made_once_and_for_its_owner_only(settings: Any, tmp_path: Path) -> None:
    settings.RECEIPT_KEY_FILE = tmp_path / "keys" / "receipts.pem"
    first = receipts_crypto.signer()
    assert stat.S_IMODE(settings.RECEIPT_KEY_FILE.stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["receipts.pem"]
    receipts_crypto._load.cache_clear()
    receipts_crypto._create(settings.RECEIPT_KEY_FILE)  # another process that started at once
    again = receipts_crypto.signer()
    assert again.public_pem == first.public_pem
    signature = first.sign(b"texto")
    assert receipts_crypto.verify(first.public_pem, b"texto", signature)
    assert not receipts_crypto.verify(first.public_pem, b"otro", signature)
    assert not receipts_crypto.verify(first.public_pem, b"texto", "no es base64!")


def test_a_key_file_with_something_else_is_said(settings: Any, tmp_path: Path) -> None:
    settings.RECEIPT_KEY_FILE = tmp_path / "receipts.pem"
    settings.RECEIPT_KEY_FILE.write_text("basura")
    with pytest.raises(receipts_crypto.BadKey):
        receipts_crypto.signer()
