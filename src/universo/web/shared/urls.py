"""The style guide, for people who build pages; mounted only with DEBUG."""

from django.urls import path

from universo.web.shared.styleguide import styleguide

app_name = "style"
urlpatterns = [path("", styleguide, name="guide")]
