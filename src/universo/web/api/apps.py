from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "universo.web.api"
    label = "web_api"
