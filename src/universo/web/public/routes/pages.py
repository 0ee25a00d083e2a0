"""Addresses: pages."""

from django.urls import path
from django.views.generic import RedirectView

from universo.web.public.views import pages
from universo.web.shared.access import PUBLIC

urlpatterns = [
    path("", pages.home, name="home"),
    path("programa/terminos/", pages.terms, name="terms"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("ingresar/", PUBLIC(RedirectView.as_view(pattern_name="account_login")), name="sign_in"),
    path("salud/", pages.health, name="health"),
    path("robots.txt", pages.robots, name="robots"),
]
