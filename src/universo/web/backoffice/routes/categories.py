"""Addresses: requests about categories, and ending one."""

from django.urls import path

from universo.web.backoffice.views import categories

_ONE = "socios/<int:partner_id>/categorias/<slug:category>/"
urlpatterns = [
    path("pedidos-de-categoria/", categories.requests, name="category_requests"),
    path("pedidos-de-categoria/<int:asked_id>/", categories.one, name="category_request"),
    path(f"{_ONE}terminar/", categories.end, name="partner_category_end"),
    path(f"{_ONE}mantener/", categories.keep, name="partner_category_keep"),
]
