"""Addresses: joint plans with allies."""

from django.urls import path

from universo.web.backoffice.views import plans

urlpatterns = [
    path("planes/", plans.board, name="plans"),
    path("planes/<int:plan_id>/", plans.one, name="plan"),
    path("socios/<int:partner_id>/planes/nuevo/", plans.new, name="plan_new"),
]
