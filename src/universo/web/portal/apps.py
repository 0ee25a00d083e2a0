from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "universo.web.portal"
    label = "web_portal"
