from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

_AT_ONCE = 20_000  # companies; more of them are made ready by the worker (jobs.keeping)


class CustomersConfig(AppConfig):
    name = "universo.customers"
    label = "customers"

    def ready(self) -> None:
        """After a migration, make ready what a new version of the matcher reads otherwise."""
        post_migrate.connect(_make_ready_again, sender=self)


def _make_ready_again(**_about: Any) -> None:
    from universo.customers.stale import make_ready_again

    make_ready_again(_AT_ONCE)
