"""Addresses: applications."""

from django.urls import path

from universo.web.backoffice.views import applications

urlpatterns = [
    path("solicitudes/", applications.queue, name="applications"),
    path("solicitudes/<int:application_id>/", applications.detail, name="application"),
    path(
        "solicitudes/<int:application_id>/aprobar/",
        applications.approve,
        name="application_approve",
    ),
    path(
        "solicitudes/<int:application_id>/rechazar/",
        applications.decline,
        name="application_decline",
    ),
]
