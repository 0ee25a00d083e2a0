"""Addresses: a reseller's own customers."""

from django.urls import URLPattern, path

from universo.web.portal.views import customers

urlpatterns: list[URLPattern] = [
    path("clientes/", customers.customers, name="customers"),
    path("clientes/nuevo/", customers.add, name="customer_add"),
    path("clientes/base/", customers.base, name="customer_base"),
    path("clientes/fuentes/<int:source_id>/", customers.source, name="customer_source"),
    path("clientes/importar/", customers.imports, name="customer_imports"),
    path("clientes/importar/<int:import_id>/", customers.import_page, name="customer_import"),
    path(
        "clientes/importar/<int:import_id>/sin-guardar.csv",
        customers.rejects,
        name="customer_rejects",
    ),
    path("clientes/<int:customer_id>/", customers.edit, name="customer_edit"),
]
