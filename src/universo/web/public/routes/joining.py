"""Addresses: joining."""

from django.urls import path

from universo.web.public.views import joining

urlpatterns = [
    path("sumarse/", joining.apply, name="apply"),
    path("sumarse/enviada/", joining.sent, name="apply_sent"),
    path("sumarse/reenviar/", joining.resend, name="apply_resend"),
    path("sumarse/confirmar/<str:token>/", joining.confirm, name="apply_confirm"),
    path("invitacion/<str:token>/", joining.invitation, name="invitation"),
]
