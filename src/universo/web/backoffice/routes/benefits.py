"""Addresses: who is entitled to which benefit."""

from django.urls import path

from universo.web.backoffice.views import entitlements

_TABLE = "programa/beneficios/"
urlpatterns = [
    path(_TABLE, entitlements.board, name="entitlements"),
    path(f"{_TABLE}<slug:service>/<slug:column>/", entitlements.cell, name="entitlement"),
]
