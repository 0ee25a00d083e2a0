from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "universo.benefits"
    label = "benefits"
