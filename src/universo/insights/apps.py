from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "universo.insights"
    label = "insights"
