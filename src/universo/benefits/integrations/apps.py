from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "universo.benefits.integrations"
    label = "integrations"
