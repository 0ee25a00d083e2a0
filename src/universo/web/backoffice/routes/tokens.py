"""Addresses: keys of the API."""

from django.urls import path

from universo.web.backoffice.views import tokens

urlpatterns = [
    path("programa/claves/", tokens.tokens, name="tokens"),
    path("programa/claves/nueva/", tokens.new, name="token_new"),
    path("programa/claves/<int:token_id>/revocar/", tokens.revoke, name="token_revoke"),
]
