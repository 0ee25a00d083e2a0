from django.apps import AppConfig


class AlliancesConfig(AppConfig):
    name = "universo.benefits.alliances"
    label = "alliances"
