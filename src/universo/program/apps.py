from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "universo.program"
    label = "program"
