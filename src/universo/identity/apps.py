from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "universo.identity"
    label = "identity"
