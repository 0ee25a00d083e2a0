"""Addresses: keys of the API."""

from django.urls import path

from universo.web.portal.views import tokens

urlpatterns = [
    path("empresa/claves/", tokens.tokens, name="tokens"),
    path("empresa/claves/nueva/", tokens.new, name="token_new"),
    path("empresa/claves/<int:token_id>/revocar/", tokens.revoke, name="token_revoke"),
]
