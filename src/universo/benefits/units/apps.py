from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "universo.benefits.units"
    label = "units"
