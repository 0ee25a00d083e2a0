"""Addresses: audit."""

from django.urls import path

from universo.web.backoffice.views import audit

urlpatterns = [
    path("auditoria/", audit.timeline_page, name="audit"),
    path("auditoria/exportar.csv", audit.export, name="audit_csv"),
]
