from django.apps import AppConfig


class PricesConfig(AppConfig):
    name = "universo.benefits.prices"
    label = "prices"
