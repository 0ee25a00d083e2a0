"""Addresses: joint plans of an ally."""

from django.urls import path

from universo.web.portal.views import plans

urlpatterns = [
    path("planes/", plans.board, name="plans"),
    path("planes/nuevo/", plans.new, name="plan_new"),
    path("planes/<int:plan_id>/", plans.one, name="plan"),
]
