from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "universo.customers"
    label = "customers"
