"""Addresses: the invoice of a settlement and the organisation's bank accounts."""

from django.urls import path

from universo.web.portal.views import bank_accounts, invoices

urlpatterns = [
    path(
        "recompensas/liquidaciones/<int:settlement_id>/factura/",
        invoices.send,
        name="statement_invoice",
    ),
    path("recompensas/facturas/<int:invoice_id>/archivo/", invoices.file, name="invoice_file"),
    path("empresa/cuentas/", bank_accounts.listing, name="bank_accounts"),
    path("empresa/cuentas/nueva/", bank_accounts.new, name="bank_account_new"),
    path("empresa/cuentas/<int:account_id>/detener/", bank_accounts.stop, name="bank_account_stop"),
]
