"""Addresses: what the contact of a partner does with a bank account, without signing in."""

from django.urls import URLPattern, path

from universo.web.public.views import bank_stop

urlpatterns: list[URLPattern] = [
    path("cuenta-bancaria/detener/<str:stop_token>/", bank_stop.stop, name="bank_stop"),
]
