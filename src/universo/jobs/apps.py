from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "universo.jobs"
    label = "jobs"
