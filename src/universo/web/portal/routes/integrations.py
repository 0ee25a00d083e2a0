"""Addresses: the integrations of a software company."""

from django.urls import path

from universo.web.portal.views import integrations

urlpatterns = [
    path("integraciones/", integrations.board, name="integrations"),
    path("integraciones/nueva/", integrations.new, name="integration_new"),
    path("integraciones/<int:integration_id>/", integrations.one, name="integration"),
    path("integraciones/<int:integration_id>/editar/", integrations.edit, name="integration_edit"),
    path(
        "integraciones/evidencias/<int:sample_id>/",
        integrations.evidence,
        name="integration_evidence",
    ),
]
