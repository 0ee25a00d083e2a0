"""Addresses: rewards."""

from django.urls import path

from universo.web.backoffice.views import ledger, settlements

urlpatterns = [
    path("libro/", ledger.page, name="ledger"),
    path("libro/exportar/", ledger.export, name="ledger_csv"),
    path("libro/recompensas/<int:accrual_id>/", ledger.reward, name="reward"),
    path("liquidaciones/", settlements.board, name="settlements"),
    path("liquidaciones/cerrar/", settlements.close, name="settlement_close"),
    path("liquidaciones/<int:settlement_id>/", settlements.detail, name="settlement"),
    path("liquidaciones/<int:settlement_id>/pdf/", settlements.pdf, name="settlement_pdf"),
    path("liquidaciones/<int:settlement_id>/pagar/", settlements.pay, name="settlement_pay"),
]
