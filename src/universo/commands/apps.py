from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "universo.commands"
    label = "commands"
