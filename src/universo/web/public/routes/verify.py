"""Addresses: verify."""

from django.urls import URLPattern, path

from universo.web.public.views import certificates, verify

urlpatterns: list[URLPattern] = [
    path("verificar/", verify.form, name="verify"),
    path("verificar/clave.pem", verify.current_key, name="verify_key"),
    path("verificar/clave/<str:key_id>.pem", verify.key, name="verify_key_by_id"),
    path("verificar/certificado/<slug:code>/", certificates.certificate, name="verify_certificate"),
    path("verificar/<str:number>/<str:prefix>/", verify.receipt, name="verify_receipt"),
]
