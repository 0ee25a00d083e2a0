from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "universo.benefits.training"
    label = "training"
