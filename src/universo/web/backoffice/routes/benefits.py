"""Addresses: the services of the programme, and who is entitled to which."""

from django.urls import path

from universo.web.backoffice.views import benefits, entitlements

_TABLE = "programa/beneficios/"
urlpatterns = [
    path("beneficios/", benefits.board, name="benefits"),
    path(_TABLE, entitlements.board, name="entitlements"),
    path(f"{_TABLE}<slug:service>/<slug:column>/", entitlements.cell, name="entitlement"),
]
