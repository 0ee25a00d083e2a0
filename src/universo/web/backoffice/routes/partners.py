"""Addresses: partners."""

from django.urls import path

from universo.web.backoffice.views import partners

_ONE = "socios/<int:partner_id>/"
urlpatterns = [
    path("socios/", partners.partner_list, name="partners"),
    path(_ONE, partners.detail, name="partner"),
    path(f"{_ONE}ejecutivo/", partners.change_executive, name="partner_executive"),
    path(f"{_ONE}categorias/", partners.add_category, name="partner_category"),
    path(f"{_ONE}nivel/", partners.change_level, name="partner_level"),
    path(f"{_ONE}suspender/", partners.suspend, name="partner_suspend"),
    path(f"{_ONE}reincorporar/", partners.reinstate, name="partner_reinstate"),
]
