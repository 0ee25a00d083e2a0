from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "universo.benefits.directory"
    label = "directory"
