from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Base templates, components, static files and formatters that every site uses."""

    name = "universo.web.shared"
    label = "web_shared"
