"""Addresses: pages."""

from django.urls import path

from universo.web.public.views import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("programa/terminos/", pages.terms, name="terms"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("salud/", pages.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
]
