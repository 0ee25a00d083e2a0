"""Addresses: levels of sponsors."""

from django.urls import path

from universo.web.backoffice.views import levels

urlpatterns = [
    path("niveles/", levels.board, name="levels"),
    path("niveles/<int:level_proposal_id>/", levels.one, name="level_proposal"),
]
