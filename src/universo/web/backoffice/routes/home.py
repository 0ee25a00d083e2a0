"""Addresses: home."""

from django.urls import path

from universo.web.backoffice.views import home

urlpatterns = [path("", home.home, name="home")]
