"""Addresses: rewards."""

from django.urls import path

from universo.web.backoffice.views import (
    bank_accounts,
    ledger,
    partner_invoices,
    payment_orders,
    payments,
    reconciliation,
    settlement_runs,
    settlements,
)

SETTLEMENT = "liquidaciones/<int:settlement_id>/"
RUN = "liquidaciones/cierres/<int:run_id>/"
BATCH = "liquidaciones/pagos/<int:payment_batch_id>/"
urlpatterns = [
    path("libro/", ledger.page, name="ledger"),
    path("libro/exportar/", ledger.export, name="ledger_csv"),
    path("libro/conciliacion/", reconciliation.page, name="reconciliation"),
    path("libro/conciliacion/comparar/", reconciliation.start, name="reconciliation_start"),
    path("libro/recompensas/<int:accrual_id>/", ledger.reward, name="reward"),
    path("liquidaciones/", settlements.board, name="settlements"),
    path("liquidaciones/cerrar/", settlement_runs.close, name="settlement_close"),
    path(RUN, settlement_runs.run, name="settlement_run"),
    path(f"{RUN}aprobar/", settlement_runs.approve, name="settlement_run_approve"),
    path(f"{RUN}descartar/", settlement_runs.discard, name="settlement_run_discard"),
    path(
        "liquidaciones/borradores/<int:draft_id>/", settlement_runs.draft, name="settlement_draft"
    ),
    path(SETTLEMENT, settlements.detail, name="settlement"),
    path(f"{SETTLEMENT}pdf/", settlements.pdf, name="settlement_pdf"),
    path(f"{SETTLEMENT}factura/", partner_invoices.enter, name="partner_invoice_enter"),
    path(f"{SETTLEMENT}devuelto/", payments.come_back, name="payment_return"),
    path("liquidaciones/facturas/", partner_invoices.listing, name="partner_invoices"),
    path("liquidaciones/facturas/<int:invoice_id>/", partner_invoices.page, name="partner_invoice"),
    path(
        "liquidaciones/facturas/<int:invoice_id>/archivo/",
        partner_invoices.file,
        name="partner_invoice_file",
    ),
    path("liquidaciones/pagos/", payments.board, name="payments"),
    path(BATCH, payments.batch, name="payment_batch"),
    path(f"{BATCH}decidir/", payments.decide, name="payment_batch_decide"),
    path(f"{BATCH}archivo/", payments.file, name="payment_batch_file"),
    path(f"{BATCH}pagado/", payments.paid, name="payment_batch_paid"),
    path("liquidaciones/pagos/ordenes/<int:order_id>/", payment_orders.page, name="payment_order"),
    path("liquidaciones/cuentas/", bank_accounts.listing, name="bank_accounts"),
    path("liquidaciones/cuentas/<int:account_id>/", bank_accounts.page, name="bank_account"),
    path(
        "cuentas-bancarias/partner/<int:paid_partner_id>/",
        bank_accounts.new,
        name="bank_account_new",
    ),
]
