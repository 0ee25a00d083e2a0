"""Lending demonstration units: rules, decisions, both ends, repair, sale and loss, reminders (R-2)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

import builders
import routing_cases
import unit_cases as cases
from cast import Cast
from picture_cases import picture
from unit_cases import NOON, PNG, TODAY, WHY
from universo.audit.models import Event
from universo.benefits import queries as benefits
from universo.benefits.models import Entitlement
from universo.benefits.units import queries
from universo.benefits.units.models import DemoUnit, Loan, LoanPhoto, UnitHold
from universo.benefits.units.photos import FOLDER
from universo.domain.unit_lending import Rules
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.notifications.models import Mail
from universo.usecases.ask_for_unit import (
    LoanRequest,
    ask_extension,
    request_loan,
    withdraw_loan,
)
from universo.usecases.change_entitlement import Grant, change_entitlement
from universo.usecases.change_lending_rules import change_lending_rules
from universo.usecases.decide_loan import (
    answer_extension,
    approve_loan,
    cancel_loan,
    change_unit,
    decline_loan,
)
from universo.usecases.hand_over_unit import Look, dispatch_loan
from universo.usecases.keep_units import (
    UnitData,
    add_unit,
    edit_unit,
    end_repair,
    send_to_repair,
    take_out,
)
from universo.usecases.remind_loans import remind_loans

DAY = timedelta(days=1)


def fields(refused: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return sorted(refused.value.errors)


def test_a_request_waits_and_keepers_are_told(cast: Cast) -> None:
    cases.unit(cast)
    made = cases.asked(cast.reseller)
    # Five business days after Monday the 23rd; none of them is a holiday.
    assert (made.status, made.due_date) == ("REQUESTED", date(2026, 11, 30))
    told = set(
        Mail.objects.filter(key=f"units.loan.{made.pk}.requested").values_list(
            "recipient", flat=True
        )
    )
    assert told == {cast.admin.email, cast.channel_manager.email}
    assert Event.objects.filter(name="benefits.loan.requested", subject_kind="loan").count() == 1


def test_the_same_request_again_is_the_first_and_another_body_is_refused(cast: Cast) -> None:
    cases.unit(cast)
    uid, data = builders.new_uid(), LoanRequest(cases.model().pk, TODAY, 5, WHY)
    first = request_loan(actor=cast.reseller, now=NOON, uid=uid, data=data)
    again = request_loan(actor=cast.reseller, now=NOON + DAY, uid=uid, data=data)
    assert (again.pk, Loan.objects.count()) == (first.pk, 1)
    other = LoanRequest(cases.model().pk, TODAY, 6, WHY)
    with pytest.raises(Conflict):
        request_loan(actor=cast.reseller, now=NOON, uid=uid, data=other)
    with pytest.raises(Conflict):
        request_loan(actor=cast.rival_reseller, now=NOON, uid=uid, data=data)


def test_without_the_benefit_nothing_is_asked_for_or_approved(cast: Cast) -> None:
    found = cases.unit(cast)
    made = cases.asked(cast.reseller)
    Entitlement.objects.filter(service="UNITS", category="RESELLER").delete()
    with pytest.raises(NotPermitted):
        cases.asked(cast.rival_reseller)
    with pytest.raises(DomainError) as refused:
        approve_loan(actor=cast.admin, now=NOON, loan_id=made.pk, unit_id=found.pk, from_date=TODAY)
    assert not isinstance(refused.value, NotPermitted)
    assert Loan.objects.get().status == "REQUESTED"
    cases.asked(cast.sponsor)  # another category's row is untouched


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": 16}, "days"),
        ({"days": 0}, "days"),
        ({"from_date": TODAY - DAY}, "from_date"),
        ({"from_date": TODAY + 181 * DAY}, "from_date"),
        ({"purpose": "corto"}, "purpose"),
        ({"product_id": 0}, "product"),
        ({"notice_id": 0}, "notice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    cast: Cast, changes: dict[str, object], field: str
) -> None:
    cases.unit(cast)
    with pytest.raises(InvalidInput) as refused:
        cases.asked(cast.reseller, **changes)
    assert fields(refused) == [field]
    assert not Loan.objects.exists()


def test_one_of_a_model_at_a_time_and_six_months_between(cast: Cast) -> None:
    first, _second = cases.unit(cast), cases.unit(cast)
    other_model = cases.unit(cast, code="CF-300")
    lent = cases.out(cast, cast.reseller, first)
    with pytest.raises(InvalidInput) as refused:
        cases.asked(cast.reseller)
    assert fields(refused) == ["product"]
    cases.asked(cast.reseller, product_id=other_model.product_id)
    cases.back(cast, lent, NOON + 2 * DAY)
    early = NOON + 100 * DAY
    with pytest.raises(InvalidInput) as refused:
        cases.asked(cast.reseller, early, from_date=date(2027, 5, 24))
    assert fields(refused) == ["from_date"]
    assert cases.asked(cast.reseller, early, from_date=date(2027, 5, 25)).pk
    assert cases.asked(cast.rival_reseller, early).pk  # the wait is of each partner


def test_rules_are_dated_and_kept_by_administrators(cast: Cast) -> None:
    cases.unit(cast), cases.unit(cast)
    rules, later = Rules(2, 0, 3, 0), TODAY + 10 * DAY
    change = {"rules": rules, "from_date": later, "reason": "Más stock"}
    for name, actor in cast.everyone().items():
        if name != "admin":
            with pytest.raises(NotPermitted):
                change_lending_rules(actor=actor, now=NOON, **change)
    change_lending_rules(actor=cast.admin, now=NOON, **change)
    with pytest.raises(Conflict):
        change_lending_rules(
            actor=cast.admin, now=NOON, rules=rules, from_date=later + DAY, reason="Más stock"
        )
    assert queries.rules_for(later - DAY) == Rules(1, 6, 15, 5)
    assert queries.rules_for(later) == rules
    cases.asked(cast.reseller, days=5)
    with pytest.raises(InvalidInput) as refused:
        cases.asked(cast.rival_reseller, NOON + 10 * DAY, days=5)
    assert fields(refused) == ["days"]
    cases.asked(cast.reseller, NOON + 10 * DAY, days=3)  # a second one of the model
    with pytest.raises(InvalidInput) as refused:
        change_lending_rules(
            actor=cast.admin,
            now=NOON,
            rules=Rules(0, 61, 0, 61),
            from_date=TODAY - DAY,
            reason="Más stock",
        )
    assert len(fields(refused)) == 5


def test_notices_and_leads_that_a_loan_may_serve(cast: Cast) -> None:
    cases.unit(cast), cases.unit(cast), cases.unit(cast)
    own = routing_cases.notice(cast)
    lead = routing_cases.offered(cast, own)
    assert queries.linkable_notices(cast.reseller) == []  # it has not taken the lead
    with pytest.raises(InvalidInput):
        cases.asked(cast.reseller, notice_id=own.pk)
    from universo.usecases.work_lead import accept_lead

    accept_lead(actor=cast.reseller, now=NOON, assignment_id=lead.pk)
    assert cases.asked(cast.reseller, notice_id=own.pk).notice == own
    assert cases.asked(cast.sponsor, notice_id=own.pk).notice == own
    with pytest.raises(InvalidInput):
        cases.asked(cast.outsider, notice_id=own.pk)


def test_a_unit_is_not_promised_twice_for_the_same_days(cast: Cast) -> None:
    only = cases.unit(cast)
    cases.approved(cast, cast.reseller, only)
    with pytest.raises(InvalidInput) as refused:
        cases.asked(cast.rival_reseller, from_date=date(2026, 11, 30))
    assert fields(refused) == ["from_date"]
    late = cases.asked(cast.rival_reseller, from_date=date(2026, 12, 1))
    for day in (TODAY, date(2026, 11, 30)):
        with pytest.raises(Conflict):
            approve_loan(
                actor=cast.admin, now=NOON, loan_id=late.pk, unit_id=only.pk, from_date=day
            )
    late.refresh_from_db()
    assert late.status == "REQUESTED"
    approve_loan(
        actor=cast.admin, now=NOON, loan_id=late.pk, unit_id=only.pk, from_date=date(2026, 12, 1)
    )


def test_the_database_itself_refuses_two_places(cast: Cast) -> None:
    only = cases.unit(cast)
    loan = cases.out(cast, cast.reseller, only)
    values = {"unit": only, "kind": "REPAIR", "opened_at": NOON, "opened_by_id": cast.admin.user_id}
    with pytest.raises(IntegrityError, match="units_in_one_place"), transaction.atomic():
        UnitHold.objects.create(during=DateRange(loan.due_date, None), **values)
    with pytest.raises(IntegrityError, match="units_away_once"), transaction.atomic():
        UnitHold.objects.create(during=DateRange(loan.due_date + DAY, None), is_away=True, **values)
    UnitHold.objects.create(during=DateRange(loan.due_date + DAY, None), **values)


def test_kept_past_its_day_it_is_free_on_no_day_and_does_not_leave_again(cast: Cast) -> None:
    only = cases.unit(cast)
    lent = cases.out(cast, cast.reseller, only, days=2)
    promised = cases.approved(cast, cast.rival_reseller, only, from_date=date(2026, 11, 30))
    now = NOON + 7 * DAY  # Monday the 30th; it was to be back on the 25th
    assert not queries.free_units(
        only.product_id, date(2026, 12, 20), date(2026, 12, 21), now.date()
    )
    with pytest.raises(Conflict):
        dispatch_loan(actor=cast.admin, now=now, loan_id=promised.pk, look=Look("GOOD"))
    cases.back(cast, lent, now)
    assert dispatch_loan(actor=cast.admin, now=now, loan_id=promised.pk, look=Look("GOOD")).pk
    assert queries.free_units(only.product_id, date(2026, 12, 20), date(2026, 12, 21), now.date())


def test_both_ends_keep_condition_photos_and_place(
    cast: Cast, settings: object, tmp_path: object
) -> None:
    settings.UPLOAD_DIR = tmp_path  # type: ignore[attr-defined]
    only = cases.unit(cast)
    made = cases.approved(cast, cast.reseller, only)
    look = Look("NEW", "  Con su caja ", [PNG, picture("JPEG")])
    dispatch_loan(actor=cast.channel_manager, now=NOON, loan_id=made.pk, look=look)
    photos = list(LoanPhoto.objects.values_list("end", "content_type"))
    assert photos == [("DISPATCH", "image/jpeg")] * 2
    assert DemoUnit.objects.get().condition == "NEW"
    cases.back(cast, made, NOON + DAY)
    made = Loan.objects.get()
    assert (made.status, made.condition_out, made.note_out, made.condition_in) == (
        "RETURNED", "NEW", "Con su caja", "WORN",
    )  # fmt: skip
    only.refresh_from_db()
    assert (only.condition, only.location) == ("WORN", "Estante 2")
    # Back before its day: the days left are free from tomorrow on.
    assert made.hold.during.upper == TODAY + 2 * DAY


@pytest.mark.parametrize("content", [b"<svg xmlns='x'/>", b"<html>", b"%PDF-1.7", b"", b"MZ"])
def test_what_is_no_picture_is_refused_and_nothing_is_left(
    cast: Cast, settings: object, tmp_path: object, content: bytes
) -> None:
    settings.UPLOAD_DIR = tmp_path  # type: ignore[attr-defined]
    made = cases.approved(cast, cast.reseller, cases.unit(cast))
    with pytest.raises(DomainError) as refused:
        dispatch_loan(
            actor=cast.admin, now=NOON, loan_id=made.pk, look=Look("GOOD", photos=[PNG, content])
        )
    assert refused.value.field == "photos"
    assert Loan.objects.get().status == "APPROVED"
    assert not (tmp_path / FOLDER).exists()  # type: ignore[operator]


def test_photos_of_what_was_not_recorded_are_removed(
    cast: Cast, settings: object, tmp_path: object
) -> None:
    settings.UPLOAD_DIR = tmp_path  # type: ignore[attr-defined]
    made = cases.asked(cast.reseller) if cases.unit(cast) else None
    assert made is not None
    with pytest.raises(Conflict):
        dispatch_loan(actor=cast.admin, now=NOON, loan_id=made.pk, look=Look("GOOD", photos=[PNG]))
    assert list((tmp_path / FOLDER).iterdir()) == []  # type: ignore[operator]


def test_who_may_not_decide_finds_nothing(cast: Cast) -> None:
    only = cases.unit(cast)
    made = cases.asked(cast.reseller)
    for name, actor in cast.everyone().items():
        if name in {"admin", "channel_manager"}:
            continue
        with pytest.raises(NotPermitted):
            approve_loan(actor=actor, now=NOON, loan_id=made.pk, unit_id=only.pk, from_date=TODAY)
        with pytest.raises(NotPermitted):
            decline_loan(actor=actor, now=NOON, loan_id=made.pk, reason="No hay stock")
        with pytest.raises(NotPermitted):
            take_out(actor=actor, now=NOON, unit_id=only.pk, how="LOST", reason="Se perdió")
        if name != "reseller":
            with pytest.raises(NotPermitted):
                withdraw_loan(actor=actor, now=NOON, loan_id=made.pk)
    assert withdraw_loan(actor=cast.reseller, now=NOON, loan_id=made.pk).status == "WITHDRAWN"


def test_visible_to_its_partner_its_executive_keepers_and_auditors(cast: Cast) -> None:
    cases.unit(cast)
    cases.asked(cast.reseller)
    seen = {name for name, actor in cast.everyone().items() if queries.visible_to(actor).exists()}
    assert seen == {"reseller", "other_executive", "admin", "channel_manager", "auditor"}
    stock = {name for name, a in cast.everyone().items() if queries.units_visible_to(a).exists()}
    assert stock == {"admin", "channel_manager", "auditor"}


def test_declined_and_called_off_say_why_and_free_the_days(cast: Cast) -> None:
    only = cases.unit(cast)
    made = cases.asked(cast.reseller)
    with pytest.raises(InvalidInput):
        decline_loan(actor=cast.admin, now=NOON, loan_id=made.pk, reason=" no ")
    decline_loan(actor=cast.admin, now=NOON, loan_id=made.pk, reason="Es para otra zona")
    mail = Mail.objects.get(key=f"units.loan.{made.pk}.declined")
    assert (mail.recipient, "Es para otra zona" in mail.text) == (cast.reseller.email, True)
    second = cases.approved(cast, cast.reseller, only)  # a refusal makes nobody wait
    cancel_loan(actor=cast.admin, now=NOON, loan_id=second.pk, reason="Se postergó la visita")
    assert cases.approved(cast, cast.rival_reseller, only).pk


def test_another_unit_for_what_was_promised(cast: Cast) -> None:
    first, second = cases.unit(cast), cases.unit(cast)
    made = cases.approved(cast, cast.reseller, first)
    rival = cases.approved(cast, cast.rival_reseller, second)
    with pytest.raises(Conflict):
        change_unit(actor=cast.admin, now=NOON, loan_id=made.pk, unit_id=second.pk)
    with pytest.raises(Conflict):  # promised: it cannot be lost before somebody is told
        take_out(actor=cast.admin, now=NOON, unit_id=first.pk, how="LOST", reason="Se perdió")
    cancel_loan(actor=cast.admin, now=NOON, loan_id=rival.pk, reason="Se postergó la visita")
    change_unit(actor=cast.admin, now=NOON, loan_id=made.pk, unit_id=second.pk)
    take_out(actor=cast.admin, now=NOON, unit_id=first.pk, how="LOST", reason="Se perdió")
    assert Loan.objects.get(pk=made.pk).hold.unit == second


def test_more_days_are_asked_for_granted_and_counted(cast: Cast) -> None:
    only = cases.unit(cast)
    lent = cases.out(cast, cast.reseller, only)  # to Monday the 30th
    ask = {"actor": cast.reseller, "now": NOON, "loan_id": lent.pk, "purpose": "El cliente vuelve."}
    with pytest.raises(InvalidInput):
        ask_extension(uid=builders.new_uid(), days=6, **ask)
    uid = builders.new_uid()
    asked = ask_extension(uid=uid, days=2, **ask)
    assert ask_extension(uid=uid, days=2, **ask).pk == asked.pk
    with pytest.raises(Conflict):
        ask_extension(uid=builders.new_uid(), days=1, **ask)
    answer_extension(actor=cast.admin, now=NOON, extension_id=asked.pk, granted=True)
    lent.refresh_from_db()
    assert lent.due_date == date(2026, 12, 2)
    with pytest.raises(InvalidInput):  # five in all
        ask_extension(uid=builders.new_uid(), days=4, **ask)
    more = ask_extension(uid=builders.new_uid(), days=3, **ask)
    promised = cases.approved(cast, cast.rival_reseller, only, from_date=date(2026, 12, 3))
    with pytest.raises(Conflict):
        answer_extension(actor=cast.admin, now=NOON, extension_id=more.pk, granted=True)
    with pytest.raises(InvalidInput):
        answer_extension(actor=cast.admin, now=NOON, extension_id=more.pk, granted=False)
    answer_extension(
        actor=cast.admin, now=NOON, extension_id=more.pk, granted=False, reason="Está prometida"
    )
    lent.refresh_from_db()
    assert (lent.due_date, promised.status) == (date(2026, 12, 2), "APPROVED")


def test_repair_takes_it_from_the_shelf_and_back(cast: Cast) -> None:
    only = cases.unit(cast)
    until = TODAY + 10 * DAY
    send = {"actor": cast.admin, "now": NOON, "unit_id": only.pk, "reason": "No imprime"}
    send_to_repair(until=until, **send)
    with pytest.raises(Conflict):
        send_to_repair(until=until, **send)
    with pytest.raises(InvalidInput):
        cases.asked(cast.reseller)
    with pytest.raises(Conflict):
        end_repair(
            actor=cast.admin,
            now=NOON,
            unit_id=cases.unit(cast, code="CF-300").pk,
            condition="GOOD",
            location="A",
        )
    end_repair(actor=cast.admin, now=NOON + DAY, unit_id=only.pk, condition="GOOD", location="A-1")
    assert cases.approved(cast, cast.reseller, only, NOON + DAY).pk


def test_sold_to_the_partner_that_has_it(cast: Cast) -> None:
    only = cases.unit(cast)
    lent = cases.out(cast, cast.reseller, only)
    with pytest.raises(Conflict):
        take_out(actor=cast.admin, now=NOON, unit_id=only.pk, how="RETIRED", reason="Obsoleto")
    take_out(
        actor=cast.admin, now=NOON, unit_id=only.pk, how="SOLD", reason="Factura 0003-00001234",
        buyer_id=cast.reseller_partner.pk,
    )  # fmt: skip
    lent.refresh_from_db()
    only.refresh_from_db()
    assert (lent.status, only.gone, only.buyer) == ("SOLD", "SOLD", cast.reseller_partner)
    assert queries.models_lent() == []
    with pytest.raises(Conflict):
        send_to_repair(
            actor=cast.admin, now=NOON, unit_id=only.pk, until=TODAY, reason="No imprime"
        )
    with pytest.raises(IntegrityError, match="units_in_one_place"), transaction.atomic():
        UnitHold.objects.create(
            unit=only, kind="REPAIR", during=DateRange(TODAY + 400 * DAY, None), opened_at=NOON,
            opened_by_id=cast.admin.user_id,
        )  # fmt: skip


def test_a_serial_is_once_in_a_model(cast: Cast) -> None:
    first = cases.unit(cast, "ab 12")
    assert first.serial == "AB 12"
    data = UnitData(first.product_id, "ab  12", "GOOD", "Depósito")
    with pytest.raises(InvalidInput) as refused:
        add_unit(actor=cast.admin, now=NOON, data=data)
    assert fields(refused) == ["serial"]
    second = cases.unit(cast, "ab 13")
    with pytest.raises(InvalidInput):
        edit_unit(actor=cast.admin, now=NOON, unit_id=second.pk, data=data)
    add_unit(
        actor=cast.admin, now=NOON, data=UnitData(cases.model("CF-300").pk, "ab 12", "GOOD", "A")
    )


def test_overdue_is_a_condition_of_benefits(cast: Cast) -> None:
    change_entitlement(
        actor=cast.admin, now=NOON, grant=Grant("PRICES", "RESELLER", asked="NOTHING_OVERDUE"),
        from_date=TODAY, reason="Lo resolvió la dirección",
    )  # fmt: skip
    lent = cases.out(cast, cast.reseller, cases.unit(cast))
    days = [lent.due_date, lent.due_date + DAY]
    assert [benefits.benefit_of(cast.reseller, "PRICES", d).allowed for d in days] == [True, False]
    assert benefits.benefit_of(cast.reseller, "PRICES", days[1]).missing[0].have == 1
    assert benefits.benefit_of(cast.rival_reseller, "PRICES", days[1]).allowed
    cases.back(cast, lent, NOON + 30 * DAY)
    assert benefits.benefit_of(cast.reseller, "PRICES", days[1]).allowed


def test_reminders_come_once_each_and_again_after_more_days(cast: Cast) -> None:
    lent = cases.out(cast, cast.reseller, cases.unit(cast), days=4)  # to Friday the 27th
    sent = {}
    for step in range(12):
        remind_loans(NOON + step * DAY)
        assert remind_loans(NOON + step * DAY) == 0
        sent[step] = Mail.objects.filter(key__contains=".2026-11-27.").count()
    # left3 on Tuesday, left1 on Thursday, today on Friday, late1 on Monday to partner and both keepers
    assert [sent[step] for step in (0, 1, 2, 3, 4, 6, 7, 8)] == [0, 1, 1, 2, 3, 3, 6, 6]
    asked = ask_extension(
        actor=cast.reseller, now=NOON + 11 * DAY, uid=builders.new_uid(), loan_id=lent.pk, days=5,
        purpose="El cliente vuelve.",
    )  # fmt: skip
    answer_extension(actor=cast.admin, now=NOON + 11 * DAY, extension_id=asked.pk, granted=True)
    assert remind_loans(NOON + 11 * DAY) == 1
    cases.back(cast, lent, NOON + 12 * DAY)
    assert remind_loans(NOON + 40 * DAY) == 0
