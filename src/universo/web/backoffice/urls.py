"""Addresses of this site."""

app_name = "backoffice"
urlpatterns: list[object] = []
