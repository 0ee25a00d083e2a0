"""Addresses: a reseller's own customers."""

from django.urls import URLPattern, path

from universo.web.portal.views import customers

urlpatterns: list[URLPattern] = [
    path("clientes/", customers.customers, name="customers"),
    path("clientes/nuevo/", customers.add, name="customer_add"),
    path("clientes/importar/", customers.import_list, name="customer_import"),
    path("clientes/<int:customer_id>/", customers.edit, name="customer_edit"),
]
