"""Steps 4 and 5: the channel and the sale, the invoice and its collections, the reward paid."""

from datetime import date, datetime, timedelta

from django.db.models import Sum

from universo.demo.sales import ISSUER
from universo.demo.tour.people import Staff, uid
from universo.demo.tour.telling import Teller, amount, at
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.rewards.invoices import InvoiceData, receivers_of
from universo.rewards.models import Accrual, Entry, Settlement
from universo.rewards.reconciliation import differences
from universo.routing.models import ExecutingChannel
from universo.routing.suggestions import suggestions
from universo.sales.models import Document
from universo.usecases import pay_settlements, prepare_payments
from universo.usecases.assign_channel import assign_channel
from universo.usecases.bill_settlement import accept_invoice, send_invoice
from universo.usecases.link_document import link_document
from universo.usecases.log_presales import log_presales
from universo.usecases.record_collection import record_collection, reverse_collection
from universo.usecases.record_document import DocumentData, LineData, record_document
from universo.usecases.settle_period import approve_run, prepare_run
from universo.usecases.work_lead import accept_lead, report_progress, win_lead

NET, VAT, TOTAL = 10_000_000, 2_100_000, 12_100_000


def choose_channel(
    teller: Teller, staff: Staff, reseller: Actor, notice: Notice, when: datetime
) -> int:
    """Rank the channels, pick one, and take it to a sale (R-11, R-4, R-6)."""
    ranked = suggestions(notice, "RETAIL", local_date(when))
    for place, fit in enumerate(ranked, start=1):
        reasons = " ".join(words for words, _points in fit.sentences)
        teller.say(None, f"{place}.º {fit.channel.name}: {reasons}", "R-11")
    channel = ExecutingChannel.objects.get(partner_id=reseller.partner_id or 0)
    teller.expect("primer canal sugerido", ranked[0].channel.name, channel.name)
    lead = assign_channel(
        actor=staff.channel_manager,
        now=when,
        notice_id=notice.pk,
        channel_id=channel.pk,
        profile="RETAIL",
    )
    teller.say(when, f"{staff.channel_manager.name} elige a {channel.name}", "R-11")
    accept_lead(actor=reseller, now=when + timedelta(hours=3), assignment_id=lead.pk)
    teller.say(when + timedelta(hours=3), f"{reseller.name} toma la oportunidad.")
    report_progress(
        actor=reseller,
        now=when + timedelta(days=3),
        uid=uid("tour", "progress"),
        assignment_id=lead.pk,
        note="Visita hecha; piden propuesta por dos puestos.",
    )
    log_presales(
        actor=staff.executive,
        now=when + timedelta(days=4),
        uid=uid("tour", "presales"),
        notice_id=notice.pk,
        kind="MEETING",
        on_date=(when + timedelta(days=4)).date(),
        people="Raúl Medina (dueño)",
        note="Reunión conjunta con el promotor para repasar la propuesta.",
    )
    teller.say(when + timedelta(days=4), "Reunión de preventa conjunta registrada.", "R-6")
    won_at = when + timedelta(days=9)
    win_lead(actor=reseller, now=won_at, assignment_id=lead.pk)
    teller.say(won_at, "Venta concretada.", "R-12")
    return lead.pk


def invoice(teller: Teller, staff: Staff, notice: Notice, when: datetime) -> Document:
    """Record an invoice of net 100.000,00 and total 121.000,00, and link it."""
    data = DocumentData(
        issuer_cuit=ISSUER,
        type_code=1,
        point_of_sale=3,
        number=1045,
        issue_date=when.date(),
        receiver_doc="30000045078",
        receiver_name="Ferretería El Tornillo S.R.L.",
        currency="ARS",
        net_minor=NET,
        vat_minor=VAT,
        other_taxes_minor=0,
        total_minor=TOTAL,
        lines=(
            LineData(
                description="Gestión con sucursales",
                family_code="SW-GESTION",
                net_minor=NET,
                gross_minor=TOTAL,
            ),
        ),
    )
    document = record_document(actor=staff.finance, now=when, data=data)
    again = record_document(actor=staff.finance, now=when, data=data)
    teller.say(when, f"Factura A {document.label}: neto {amount(NET)}, total {amount(TOTAL)}.")
    teller.expect("cargarla otra vez no agrega nada", again.pk, document.pk)
    link_document(actor=staff.finance, now=when, document_id=document.pk, notice_id=notice.pk)
    teller.expect("recompensa sin cobranza", amount(_total(notice)), amount(0))
    return document


def _total(notice: Notice) -> int:
    found = Accrual.objects.filter(notice=notice).aggregate(total=Sum("amount_minor"))["total"]
    return int(found or 0)


def collect(
    teller: Teller, staff: Staff, notice: Notice, document: Document, receipt: str,
    minor: int, when: datetime, wanted: int,
) -> int:  # fmt: skip
    """Record a receipt and check the accrual it makes (§3); return the collection's id."""
    before = _total(notice)
    made = record_collection(
        actor=staff.finance,
        now=when,
        uid=uid("tour", receipt),
        document_id=document.pk,
        receipt_number=receipt,
        means="TRANSFER",
        amount_minor=minor,
        received_date=when.date(),
    )
    teller.say(when, f"Se cobra {amount(minor)} (recibo {receipt}).", "R-12", "P-9")
    teller.expect("recompensa devengada", amount(_total(notice) - before), amount(wanted))
    return made.pk


def bounce(
    teller: Teller, staff: Staff, notice: Notice, collection_id: int, when: datetime, wanted: int
) -> None:
    """Take back a whole collection and check the clawback (§3, P-9)."""
    before = _total(notice)
    reverse_collection(
        actor=staff.finance,
        now=when,
        uid=uid("tour", "bounce"),
        collection_id=collection_id,
        on_date=when.date(),
        reason="Transferencia devuelta por el banco.",
    )
    teller.say(when, "El banco devuelve el primer cobro.", "P-9")
    teller.expect("recupero", amount(_total(notice) - before), amount(wanted))


def settle_and_pay(teller: Teller, staff: Staff, sponsor: Actor, wanted: int) -> None:
    """Close June by two people, bill it, pay it by two people, and check the accounts (P-11)."""
    when = at(2026, 7, 1, 10)
    run = prepare_run(actor=staff.finance, now=when, period=date(2026, 6, 1))
    made = approve_run(actor=staff.second_finance, now=when, run_id=run.pk)
    teller.say(when, "Dos personas cierran la liquidación de junio de 2026.", "P-11")
    teller.expect("liquidaciones", len(made), 1)
    teller.expect(f"total de {made[0].reference}", amount(made[0].total_minor), amount(wanted))
    _bill_and_pay(teller, staff, sponsor, made[0], at(2026, 7, 8, 11))
    status = Settlement.objects.get(pk=made[0].pk).get_status_display()
    teller.expect("estado de la liquidación", status, "Pagada")
    balances: dict[str, int] = dict(
        Entry.objects.filter(posting__partner_id=sponsor.partner_id or 0)
        .values_list("account")
        .annotate(total=Sum("amount_minor"))
    )
    for account, words, minor in (
        ("ACCRUED", "devengado pendiente", 0),
        ("PAYABLE", "liquidado a pagar", 0),
        ("PAID", "pagado", wanted),
    ):
        teller.expect(words, amount(balances.get(account, 0)), amount(minor))
    teller.expect("suma de todos los asientos", sum(balances.values()), 0)
    teller.expect("diferencias al recalcular desde los comprobantes", len(differences()), 0)


def _bill_and_pay(
    teller: Teller, staff: Staff, sponsor: Actor, found: Settlement, when: datetime
) -> None:
    data = InvoiceData(
        issuer_cuit=found.partner.cuit,
        receiver_cuit=receivers_of(found)[0],
        type_code=11,
        point_of_sale=1,
        number=7,
        issue_date=when.date(),
        currency=found.currency,
        net_minor=found.total_minor,
    )
    sent = send_invoice(
        actor=sponsor, now=when, uid=uid("tour", "billing"), settlement_id=found.pk, data=data,
        file_name="factura.pdf", content=b"%PDF-1.4",
    )  # fmt: skip
    accept_invoice(actor=staff.finance, now=when, invoice_id=sent.pk)
    teller.say(when, f"El promotor manda su factura {sent.label} y finanzas la acepta.", "P-11")
    batch = prepare_payments.prepare_batch(
        actor=staff.finance, now=when, uid=uid("tour", "batch"), currency=found.currency,
        settlement_ids=[found.pk], by_hand=True,
    )  # fmt: skip
    prepare_payments.approve_batch(actor=staff.second_finance, now=when, batch_id=batch.pk)
    pay_settlements.mark_paid(
        actor=staff.finance, now=when, uid=uid("tour", "payment"), batch_id=batch.pk,
        paid_date=when.date(), reference="Transferencia 551002",
    )  # fmt: skip
    teller.say(when, "Una segunda persona aprueba el pago, y se paga.", "P-11")
