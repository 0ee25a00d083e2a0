from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "universo.benefits.support"
    label = "support"
