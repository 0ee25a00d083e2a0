"""Addresses: profile."""

from django.urls import path

from universo.web.portal.views import profile

urlpatterns = [
    path("empresa/", profile.profile, name="profile"),
    path("empresa/invitar/", profile.invite, name="profile_invite"),
    path("empresa/personas/<int:member_id>/", profile.member, name="profile_member"),
]
