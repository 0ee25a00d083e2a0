from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "universo.sales"
    label = "sales"
