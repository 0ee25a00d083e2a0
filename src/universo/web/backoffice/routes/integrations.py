"""Addresses: integrations of software companies."""

from django.urls import path

from universo.web.backoffice.views import integrations

urlpatterns = [
    path("integraciones/", integrations.board, name="integrations"),
    path("integraciones/listas/", integrations.checklists, name="checklists"),
    path("integraciones/<int:certification_id>/", integrations.one, name="certification"),
    path("integraciones/de/<int:integration_id>/", integrations.whole, name="integration"),
    path(
        "integraciones/evidencias/<int:sample_id>/",
        integrations.evidence,
        name="certification_evidence",
    ),
]
