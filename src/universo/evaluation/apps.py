from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "universo.evaluation"
    label = "evaluation"
