"""Addresses of this site."""

app_name = "portal"
urlpatterns: list[object] = []
