from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "universo.audit"
    label = "audit"
