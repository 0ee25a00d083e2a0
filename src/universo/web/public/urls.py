"""Addresses of this site."""

app_name = "public"
urlpatterns: list[object] = []
