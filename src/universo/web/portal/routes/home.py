"""Addresses: home."""

from django.urls import URLPattern, path

from universo.web.portal.views import home, rates, simulator, story

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("historia/", story.story, name="story"),
    path("porcentajes/", rates.rates, name="rates"),
    path("porcentajes/simulador/", simulator.page, name="simulator"),
]
