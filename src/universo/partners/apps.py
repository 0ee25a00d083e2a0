from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "universo.partners"
    label = "partners"
