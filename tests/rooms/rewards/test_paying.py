"""Payments leave by two people, once each, to the account in force; what comes back is owed again (P-11)."""

import csv
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
import reward_cases as cases
import settling_cases as settling
from builders import NOON
from cast import Cast
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.notifications.models import Mail
from universo.partners.bank_accounts import AccountData, approve_account, request_account
from universo.rewards.batches import WithholdingData, payables
from universo.rewards.models import Payment, Posting, Settlement
from universo.rewards.payment_models import PartnerInvoice, PaymentBatch, PaymentOrder
from universo.rewards.payment_queries import batches_visible_to
from universo.rewards.reconciliation import differences
from universo.usecases import pay_settlements as use
from universo.usecases import prepare_payments
from universo.usecases.bill_settlement import reject_invoice

pytestmark = pytest.mark.django_db
OCTOBER, TODAY = date(2026, 10, 1), date(2026, 11, 23)


def accrued(cast: Cast, **notice: Any) -> None:
    bill = cases.invoice(cast, notice=cases.opportunity(cast, **notice))
    cases.collection(cast, bill, 4_000_000)
    cases.accrue(cast.finance, bill)


@pytest.fixture
def closed(cast: Cast) -> list[Settlement]:
    """Two settlements: the sponsor's, with its account; the referrer's, without one."""
    accrued(cast)
    accrued(cast, partner=cast.referrer_partner)
    settling.account(cast.sponsor_partner, cast.sponsor)
    made = settling.settle_period(actor=cast.finance, now=NOON, period=OCTOBER)
    return sorted(made, key=lambda row: row.partner_id != cast.sponsor_partner.pk)


def prepare(cast: Cast, **more: Any) -> PaymentBatch:
    values = {
        "actor": cast.finance,
        "now": NOON,
        "uid": builders.new_uid(),
        "currency": "ARS",
        **more,
    }
    return prepare_payments.prepare_batch(**values)


def paid(cast: Cast, batch: PaymentBatch, **more: Any) -> list[Payment]:
    values = {
        "actor": cast.finance, "now": NOON, "uid": builders.new_uid(), "batch_id": batch.pk,
        "paid_date": TODAY, "reference": "TRF 8841", **more,
    }  # fmt: skip
    return use.mark_paid(**values)


def give_back(cast: Cast, made: Settlement, **more: Any) -> Any:
    values = {
        "actor": cast.finance, "now": NOON, "uid": builders.new_uid(), "settlement_id": made.pk,
        "on_date": TODAY, "reason": "Cuenta cerrada", **more,
    }  # fmt: skip
    return use.return_payment(**values)


def test_what_is_missing_stays_out_with_its_reason(cast: Cast, closed: list[Settlement]) -> None:
    def problems() -> list[str]:
        rows = {row.settlement.pk: row.problem for row in payables("ARS", NOON)}
        return [rows[made.pk] for made in closed]

    assert problems() == ["no_invoice", "no_invoice"]
    with pytest.raises(DomainError):
        prepare(cast)
    for made in closed:
        settling.billed(made, cast.finance)
    assert problems() == ["", "no_account"]
    batch = prepare(cast)
    assert [order.settlement_id for order in batch.orders.all()] == [closed[0].pk]
    with pytest.raises(Conflict):
        prepare(cast, settlement_ids=[closed[1].pk])


def test_paying_moves_payable_to_paid_and_tells_the_partner(
    cast: Cast, closed: list[Settlement]
) -> None:
    settling.billed(closed[0], cast.finance, type_code=1, vat_minor=34_711)
    batch = prepare(cast)
    order = batch.orders.get()
    prepare_payments.withhold(
        actor=cast.finance, now=NOON, order_id=order.pk,
        rows=[WithholdingData("INCOME", "77", 10_000, "RG 830"), WithholdingData("VAT", "8", 500)],
    )  # fmt: skip
    prepare_payments.approve_batch(actor=settling.second(), now=NOON, batch_id=batch.pk)
    (payment,) = paid(cast, batch)
    closed[0].refresh_from_db()
    batch.refresh_from_db()
    assert (closed[0].status, batch.status) == ("PAID", "DONE")
    assert (payment.amount_minor, payment.taxes_minor, payment.withheld_minor) == (
        165_289, 34_711, 10_500,
    )  # fmt: skip
    assert payment.transferred_minor == 189_500
    (_head, row) = csv.reader(StringIO(batch.file_text), delimiter=";")
    assert row[3] == "1895,00"  # what the bank pays: with VAT, less what is withheld
    assert "RG 830 cert. 77 $ 100,00" in payment.withholding_note
    assert cases.balance("PAID", cast.sponsor_partner) == 165_289
    assert cases.balance("PAYABLE", cast.sponsor_partner) == 0
    assert differences() == []
    for _again in "12":
        use.tell_paid(now=NOON, batch_id=batch.pk)
    mail = Mail.objects.get(key=f"rewards.payment.{payment.pk}.paid")
    assert "$ 1.895,00" in mail.text
    assert "TRF 8841" in mail.text


def test_no_more_is_withheld_than_the_invoice_asks_for(
    cast: Cast, closed: list[Settlement]
) -> None:
    settling.billed(closed[0], cast.finance, type_code=1, vat_minor=34_711)
    order = prepare(cast).orders.get()
    act: dict[str, Any] = {"actor": cast.finance, "now": NOON, "order_id": order.pk}
    with pytest.raises(InvalidInput) as refused:
        prepare_payments.withhold(rows=[WithholdingData("OTHER", "1", 200_001)], **act)
    assert list(refused.value.errors) == ["amount_minor"]
    kept = prepare_payments.withhold(rows=[WithholdingData("OTHER", "1", 200_000)], **act)
    assert (kept.withheld_minor, kept.transfer_minor) == (200_000, 0)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rewards_withholding SET amount_minor = 1",
        "UPDATE rewards_withholding SET certificate = 'X'",
        "DELETE FROM rewards_withholding",
        "INSERT INTO rewards_withholding (order_id, kind, regime, certificate, amount_minor)"
        " SELECT order_id, kind, regime, 'otro', 1 FROM rewards_withholding",
        "UPDATE rewards_paymentorder SET withheld_minor = 1",
        "TRUNCATE rewards_withholding",
    ],
)
def test_what_is_withheld_stays_once_the_batch_is_approved(
    cast: Cast, closed: list[Settlement], change: str
) -> None:
    settling.billed(closed[0], cast.finance, type_code=1, vat_minor=34_711)
    batch = prepare(cast)
    prepare_payments.withhold(
        actor=cast.finance, now=NOON, order_id=batch.orders.get().pk,
        rows=[WithholdingData("INCOME", "77", 10_000, "RG 830")],
    )  # fmt: skip
    prepare_payments.approve_batch(actor=settling.second(), now=NOON, batch_id=batch.pk)
    statement = f"SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL universo.emptying = ''; {change}"
    with (
        pytest.raises(DatabaseError, match=r"stays once|only added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert batch.orders.get().withheld_minor == 10_000


def test_who_prepared_does_not_approve_and_the_database_says_so_too(
    cast: Cast, closed: list[Settlement]
) -> None:
    settling.billed(closed[0], cast.finance)
    batch = prepare(cast)
    with pytest.raises(DomainError, match="otra persona de finanzas"):
        prepare_payments.approve_batch(actor=cast.finance, now=NOON, batch_id=batch.pk)
    with pytest.raises(IntegrityError, match="rewards_batch_by_two_people"), transaction.atomic():
        PaymentBatch.objects.filter(pk=batch.pk).update(
            status="APPROVED", approved_at=NOON, approved_by=cast.finance.user_id
        )
    with pytest.raises(Conflict):
        paid(cast, batch)
    assert not Payment.objects.exists()


def test_the_approver_cannot_change_the_withholdings_he_approves(
    cast: Cast, closed: list[Settlement]
) -> None:
    settling.billed(closed[0], cast.finance)
    batch = prepare(cast)
    with pytest.raises(DomainError):
        prepare_payments.withhold(
            actor=settling.second(), now=NOON, order_id=batch.orders.get().pk,
            rows=[WithholdingData("OTHER", "1", 100)],
        )  # fmt: skip


def test_an_account_changed_since_stops_the_approval(cast: Cast, closed: list[Settlement]) -> None:
    """The cheat: prepare with one account, have it replaced before the file leaves."""
    settling.billed(closed[0], cast.finance)
    batch = prepare(cast)
    home = cast.sponsor_partner
    asked = request_account(
        actor=cast.sponsor, now=NOON, uid=builders.new_uid(), partner_id=home.pk,
        data=AccountData("ARS", settling.OTHER_CBU, "Otro", home.legal_name, home.cuit),
    )  # fmt: skip
    approve_account(actor=cast.finance, now=NOON, account_id=asked.pk)
    late = NOON + settling.WAIT
    with pytest.raises(Conflict, match="LIQ-00000"):
        prepare_payments.approve_batch(actor=settling.second(), now=late, batch_id=batch.pk)
    prepare_payments.take_out(
        actor=cast.finance, now=late, order_id=batch.orders.get().pk, reason="Cambió la cuenta"
    )
    again = prepare(cast, now=late)
    assert again.orders.get().account_id == asked.pk


def test_an_invoice_rejected_at_the_moment_of_preparing_stops_the_approval(
    cast: Cast, closed: list[Settlement]
) -> None:
    """Who rejects looks for a batch before there is one, and commits after it: the last look is here."""
    sent = settling.billed(closed[0], cast.finance)
    batch = prepare(cast)
    PartnerInvoice.objects.filter(pk=sent.pk).update(status="REJECTED", reason="De otra empresa")
    with pytest.raises(Conflict, match=closed[0].reference):
        prepare_payments.approve_batch(actor=settling.second(), now=NOON, batch_id=batch.pk)
    assert not Payment.objects.exists()


def test_a_rejected_invoice_is_none(cast: Cast, closed: list[Settlement]) -> None:
    sent = settling.billed(closed[0], cast.finance)
    reject_invoice(actor=cast.finance, now=NOON, invoice_id=sent.pk, reason="De otra empresa")
    (found,) = payables("ARS", NOON, [closed[0].pk])
    assert (found.invoice, found.problem) == (None, "no_invoice")


def test_the_file_is_fixed_at_the_approval_and_runs_no_formula(
    cast: Cast, closed: list[Settlement]
) -> None:
    home, late = cast.sponsor_partner, NOON + settling.WAIT
    asked = request_account(
        actor=cast.sponsor, now=NOON, uid=builders.new_uid(), partner_id=home.pk,
        data=AccountData("ARS", settling.OTHER_CBU, "Otro", '=HYPERLINK("x")', home.cuit),
    )  # fmt: skip
    approve_account(actor=settling.second(), now=NOON, account_id=asked.pk)
    settling.billed(closed[0], cast.finance, type_code=1, vat_minor=34_711)
    batch = prepare(cast, now=late)
    assert batch.file_text == ""
    batch = prepare_payments.approve_batch(actor=settling.second(), now=late, batch_id=batch.pk)
    assert batch.file_text.startswith(
        "\ufeffCUIT;Nombre;CBU, CVU o alias;Importe;Moneda;Referencia\r\n"
    )
    (_head, row) = csv.reader(StringIO(batch.file_text), delimiter=";")
    assert row[1:] == [
        '\'=HYPERLINK("x")',
        settling.OTHER_CBU,
        "2000,00",
        "ARS",
        closed[0].reference,
    ]
    assert batch.file_sha256 == sha256(batch.file_text.encode()).hexdigest()
    with pytest.raises(Exception, match="does not change"), transaction.atomic():
        PaymentBatch.objects.filter(pk=batch.pk).update(file_text="otra")


@pytest.mark.parametrize("alias", ["-sol.luna.mar-", "--------", ".punto.", "123456"])
def test_the_bank_reads_an_alias_as_it_is(cast: Cast, closed: list[Settlement], alias: str) -> None:
    late = NOON + settling.WAIT
    settling.account(cast.sponsor_partner, cast.sponsor, now=late, number=alias)
    settling.billed(closed[0], cast.finance)
    batch = settling.approved_batch([closed[0]], cast.finance, late)
    (_head, row) = csv.reader(StringIO(batch.file_text), delimiter=";")
    assert row[2] == alias  # an apostrophe before it would be another alias, or none


def test_a_name_stays_on_its_line_and_turns_no_text_around(
    cast: Cast, closed: list[Settlement]
) -> None:
    home, late = cast.sponsor_partner, NOON + settling.WAIT
    asked = request_account(
        actor=cast.sponsor, now=NOON, uid=builders.new_uid(), partner_id=home.pk,
        data=AccountData("ARS", settling.CBU, "Otro", "Sol\r\n\u202e=99\u2066 S.A.\u200b", home.cuit),
    )  # fmt: skip
    approve_account(actor=settling.second(), now=NOON, account_id=asked.pk)
    settling.billed(closed[0], cast.finance)
    batch = settling.approved_batch([closed[0]], cast.finance, late)
    (_head, row) = csv.reader(StringIO(batch.file_text), delimiter=";")
    assert row[1] == "Sol =99 S.A."
    assert batch.file_text.count("\n") == 2


def test_a_settlement_is_in_one_living_order_and_the_database_says_so_too(
    cast: Cast, closed: list[Settlement]
) -> None:
    settling.billed(closed[0], cast.finance)
    batch = prepare(cast)
    with pytest.raises(DomainError):
        prepare(cast)
    order = batch.orders.get()
    with (
        pytest.raises(IntegrityError, match="rewards_order_one_of_settlement"),
        transaction.atomic(),
    ):
        PaymentOrder.objects.create(
            batch=batch, settlement=order.settlement, invoice=order.invoice, amount_minor=1,
            taxes_minor=0, status="PENDING",
        )  # fmt: skip
    prepare_payments.discard_batch(actor=cast.finance, now=NOON, batch_id=batch.pk)
    assert prepare(cast).orders.count() == 1


def test_the_same_payment_twice_is_one_and_a_second_one_is_refused(
    cast: Cast, closed: list[Settlement]
) -> None:
    settling.billed(closed[0], cast.finance)
    batch, uid = settling.approved_batch([closed[0]], cast.finance), builders.new_uid()
    first, again = (paid(cast, batch, uid=uid) for _ in "12")
    assert [p.pk for p in first] == [p.pk for p in again]
    with pytest.raises(Conflict):
        paid(cast, batch)
    assert cases.balance("PAID") == 165_289


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("paid_date", {"paid_date": TODAY + timedelta(days=1)}),
        ("paid_date", {"paid_date": TODAY - timedelta(days=1)}),
        ("reference", {"reference": "  "}),
        ("reference", {"reference": "9" * 81}),
    ],
)
def test_what_the_bank_did_is_checked_at_its_field(
    cast: Cast, closed: list[Settlement], field: str, values: dict[str, Any]
) -> None:
    settling.billed(closed[0], cast.finance)
    batch = settling.approved_batch([closed[0]], cast.finance)
    with pytest.raises(InvalidInput) as refusal:
        paid(cast, batch, **values)
    assert list(refusal.value.errors) == [field]
    assert cases.balance("PAID") == 0


@pytest.mark.parametrize(
    "row",
    [
        WithholdingData("NADA", "1", 1),
        WithholdingData("VAT", " ", 1),
        WithholdingData("VAT", "1", 0),
        WithholdingData("VAT", "1", 165_290),
    ],
)
def test_withholdings_that_cannot_be_are_refused(
    cast: Cast, closed: list[Settlement], row: WithholdingData
) -> None:
    settling.billed(closed[0], cast.finance)
    order = prepare(cast).orders.get()
    with pytest.raises(InvalidInput):
        prepare_payments.withhold(actor=cast.finance, now=NOON, order_id=order.pk, rows=[row])
    order.refresh_from_db()
    assert (order.withheld_minor, order.withholdings.count()) == (0, 0)


def test_row_by_row_some_are_paid_and_one_is_refused_by_the_bank(
    cast: Cast, closed: list[Settlement]
) -> None:
    settling.account(cast.referrer_partner, cast.referrer)
    for made in closed:
        settling.billed(made, cast.finance)
    batch = settling.approved_batch(closed, cast.finance)
    first, second = batch.orders.order_by("settlement__partner_id")
    paid(cast, batch, only=[first.pk])
    use.reject_order(
        actor=cast.finance, now=NOON, order_id=second.pk, reason="CBU inexistente según el banco"
    )
    batch.refresh_from_db()
    assert batch.status == "DONE"
    assert cases.balance("PAYABLE") == 165_289
    mail = Mail.objects.get(key=f"rewards.order.{second.pk}.refused")
    assert "CBU inexistente según el banco" in mail.text
    (again,) = prepare(cast).orders.all()
    assert again.settlement_id == second.settlement_id
    assert differences() == []


def test_what_comes_back_is_owed_again_and_is_paid_once_more(
    cast: Cast, closed: list[Settlement]
) -> None:
    made = closed[0]
    settling.billed(made, cast.finance)
    batch = settling.approved_batch([made], cast.finance)
    (first,) = paid(cast, batch)
    with pytest.raises(InvalidInput):
        give_back(cast, made, on_date=TODAY - timedelta(days=1))
    uid = builders.new_uid()
    assert give_back(cast, made, uid=uid).pk == give_back(cast, made, uid=uid).pk
    with pytest.raises(Conflict):
        give_back(cast, made)
    made.refresh_from_db()
    assert (made.status, made.payment) == ("CLOSED", None)
    assert cases.balance("PAID", cast.sponsor_partner) == 0
    assert cases.balance("PAYABLE", cast.sponsor_partner) == 165_289
    assert differences() == []
    again = settling.approved_batch([made], cast.finance)
    (second,) = paid(cast, again)
    made.refresh_from_db()
    assert made.payment == second
    assert first.posting.cause != second.posting.cause
    assert cases.balance("PAID", cast.sponsor_partner) == 165_289
    assert differences() == []


def test_paid_again_under_the_same_cause_the_database_refuses(
    cast: Cast, closed: list[Settlement]
) -> None:
    settling.billed(closed[0], cast.finance)
    batch = settling.approved_batch([closed[0]], cast.finance)
    paid(cast, batch)
    row = Posting.objects.get(cause=f"PAYMENT:{closed[0].pk}")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_one_by_hand_needs_no_account_but_two_people(cast: Cast, closed: list[Settlement]) -> None:
    made = closed[1]  # of the partner without an account
    settling.billed(made, cast.finance)
    batch = prepare(cast, settlement_ids=[made.pk], by_hand=True)
    with pytest.raises(DomainError):
        prepare_payments.approve_batch(actor=cast.finance, now=NOON, batch_id=batch.pk)
    prepare_payments.approve_batch(actor=settling.second(), now=NOON, batch_id=batch.pk)
    assert len(paid(cast, batch, reference="Cheque 771")) == 1


@pytest.mark.parametrize("who", ["auditor", "admin", "executive", "sponsor", "outsider"])
def test_only_finance_pays(cast: Cast, closed: list[Settlement], who: str) -> None:
    settling.billed(closed[0], cast.finance)
    actor = cast.everyone()[who]
    with pytest.raises(NotPermitted):
        prepare(cast, actor=actor)
    batch = prepare(cast)
    order = batch.orders.get()
    acts = [
        lambda: prepare_payments.approve_batch(actor=actor, now=NOON, batch_id=batch.pk),
        lambda: prepare_payments.discard_batch(actor=actor, now=NOON, batch_id=batch.pk),
        lambda: prepare_payments.withhold(actor=actor, now=NOON, order_id=order.pk, rows=[]),
        lambda: prepare_payments.take_out(
            actor=actor, now=NOON, order_id=order.pk, reason="porque sí"
        ),
        lambda: use.reject_order(actor=actor, now=NOON, order_id=order.pk, reason="porque sí"),
        lambda: paid(cast, batch, actor=actor),
        lambda: give_back(cast, closed[0], actor=actor),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()
    assert batches_visible_to(actor).exists() is (who == "auditor")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rewards_paymentorder SET account_id = NULL",
        "UPDATE rewards_paymentorder SET amount_minor = amount_minor + 1",
        "DELETE FROM rewards_paymentorder",
        "UPDATE rewards_paymentbatch SET prepared_by_id = approved_by_id",
        "DELETE FROM rewards_paymentbatch",
        "UPDATE rewards_settlement SET status = 'CLOSED'",
        "DELETE FROM rewards_payment",
    ],
)
def test_what_left_the_house_does_not_change(
    cast: Cast, closed: list[Settlement], change: str
) -> None:
    settling.billed(closed[0], cast.finance)
    paid(cast, settling.approved_batch([closed[0]], cast.finance))
    with pytest.raises(Exception, match=r"does not change|only added"), transaction.atomic():
        connection.cursor().execute(change)


STEPS = ("settle", "batch", "approve", "pay", "refuse", "return", "discard", "bounce")


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.sampled_from(STEPS), min_size=4, max_size=14))
def test_after_any_sequence_the_accounts_explain_each_other(cast: Cast, steps: list[str]) -> None:
    """Nothing appears or vanishes: accrued + payable + paid is what was earned, at every step."""
    with transaction.atomic():
        bill = cases.invoice(cast, notice=cases.opportunity(cast))
        cases.collection(cast, bill, 4_000_000)
        cases.accrue(cast.finance, bill)
        if not payables("ARS", NOON):
            settling.account(cast.sponsor_partner, cast.sponsor)
        for step in steps:
            try:
                with transaction.atomic():
                    _step(cast, step)
            except DomainError:
                pass  # it may not happen now: nothing may have moved
            assert differences() == []
            for row in Settlement.objects.all():
                standing = row.payments.filter(returned__isnull=True).count()
                assert standing == (1 if row.status == "PAID" else 0)
        transaction.set_rollback(True)


def _step(cast: Cast, step: str) -> None:
    batch = PaymentBatch.objects.exclude(status="DISCARDED").order_by("pk").last()
    if step == "settle":
        accrued(cast)
        month = Settlement.objects.count()
        period = date(2026, 1 + month, 1) if month < 10 else OCTOBER
        bill = cases.invoice(cast, notice=cases.opportunity(cast))
        cases.collection(cast, bill, 4_000_000, on=period)
        cases.accrue(cast.finance, bill)
        for made in settling.settle_period(actor=cast.finance, now=NOON, period=period):
            settling.billed(made, cast.finance)
    elif step == "batch":
        prepare(cast)
    elif step == "bounce":
        bill = cases.invoice(cast, notice=cases.opportunity(cast))
        cases.reversal(cast, cases.collection(cast, bill, 100_000))
        cases.accrue(cast.finance, bill)
    elif step == "return":
        made = Settlement.objects.filter(status="PAID").first()
        if made is not None:
            give_back(cast, made)
    elif batch is not None:
        _on_batch(cast, step, batch)


def _on_batch(cast: Cast, step: str, batch: PaymentBatch) -> None:
    order = batch.orders.filter(status="PENDING").first()
    if step == "approve":
        prepare_payments.approve_batch(actor=settling.second(), now=NOON, batch_id=batch.pk)
    elif step == "pay":
        paid(cast, batch)
    elif step == "discard":
        prepare_payments.discard_batch(actor=cast.finance, now=NOON, batch_id=batch.pk)
    elif order is not None:
        use.reject_order(actor=cast.finance, now=NOON, order_id=order.pk, reason="CBU inexistente")
