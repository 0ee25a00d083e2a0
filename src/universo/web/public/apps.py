from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "universo.web.public"
    label = "web_public"
