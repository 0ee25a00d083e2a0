from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "universo.routing"
    label = "routing"
