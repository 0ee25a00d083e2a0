from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "universo.notifications"
    label = "notifications"
