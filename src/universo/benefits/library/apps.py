from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "universo.benefits.library"
    label = "library"
