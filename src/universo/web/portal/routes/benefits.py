"""Addresses: the benefits of a partner."""

from django.urls import path

from universo.web.portal.views import benefits

urlpatterns = [path("beneficios/", benefits.board, name="benefits")]
