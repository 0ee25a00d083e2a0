"""Addresses: rewards."""

from django.urls import path

from universo.web.portal.views import rewards

urlpatterns = [
    path("recompensas/", rewards.reward_list, name="rewards"),
    path("recompensas/<int:accrual_id>/", rewards.detail, name="reward_detail"),
    path("recompensas/liquidaciones/<int:settlement_id>/", rewards.statement, name="statement"),
    path(
        "recompensas/liquidaciones/<int:settlement_id>/pdf/",
        rewards.statement_file,
        name="statement_pdf",
    ),
    path(
        "recompensas/liquidaciones/<int:settlement_id>/planilla/",
        rewards.statement_file,
        {"kind": "xlsx"},
        name="statement_xlsx",
    ),
    path(
        "recompensas/liquidaciones/<int:settlement_id>/contenido/",
        rewards.statement_file,
        {"kind": "json"},
        name="statement_content",
    ),
]
