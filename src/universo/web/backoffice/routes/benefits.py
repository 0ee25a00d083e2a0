"""Addresses: the services of the programme, and who is entitled to which."""

from django.urls import path

from universo.web.backoffice.views import benefit_costs, benefits, entitlements

_TABLE = "programa/beneficios/"
urlpatterns = [
    path("beneficios/", benefits.board, name="benefits"),
    path("beneficios/costos/", benefit_costs.page, name="benefit_costs"),
    path("beneficios/costos.csv", benefit_costs.export, name="benefit_costs_file"),
    path(_TABLE, entitlements.board, name="entitlements"),
    path(f"{_TABLE}<slug:service>/<slug:column>/", entitlements.cell, name="entitlement"),
]
