from django.apps import AppConfig


class RewardsConfig(AppConfig):
    name = "universo.rewards"
    label = "rewards"
