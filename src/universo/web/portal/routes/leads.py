"""Addresses: the leads of a reseller, and the pre-sales log of a sponsor's notice."""

from django.urls import path

from universo.web.portal.views import leads

urlpatterns = [
    path("asignaciones/", leads.lead_list, name="lead_list"),
    path("asignaciones/<int:assignment_id>/", leads.lead_detail, name="lead_detail"),
    path("oportunidades/<int:notice_id>/preventa/", leads.presales_log, name="presales_log"),
]
