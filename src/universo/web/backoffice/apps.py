from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "universo.web.backoffice"
    label = "web_backoffice"
