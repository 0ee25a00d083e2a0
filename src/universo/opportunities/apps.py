from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "universo.opportunities"
    label = "opportunities"
