"""What all tests share: the reference data survives transactional tests, and the standing cast."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.signals import setting_changed
from django.db import connection, connections
from hypothesis import HealthCheck, settings

from cast import Cast, make_cast

# A busy machine is no finding: properties are judged by what they find, never by how long it took.
settings.register_profile("universo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("universo")


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    """Screens are in Spanish: tests read them so."""
    from django.utils import translation

    with translation.override("es-ar"):
        yield


@pytest.fixture(autouse=True)
def _slots(monkeypatch: pytest.MonkeyPatch) -> None:
    """A download that a test did not read to its end holds no place of another test's."""
    from universo.web.shared import long_answers

    monkeypatch.setattr(long_answers, "SLOTS", long_answers.Slots())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let the test database be emptied between tests; triggers refuse it everywhere else."""
    connections.settings["default"]["OPTIONS"]["options"] += " -c universo.emptying=on"


@pytest.fixture
def cast(db: None) -> Cast:
    """The standing people and partners (tests/cast.py)."""
    return make_cast()


def restore_reference() -> None:
    """Put back what migrations loaded, after a test that emptied the tables."""
    from universo.benefits.directory.reference import load_reference as load_skills
    from universo.benefits.integrations.reference import load_reference as load_checklist
    from universo.benefits.prices.reference import load_reference as load_price_rules
    from universo.benefits.reference import load_reference as load_entitlements
    from universo.benefits.support.reference import load_reference as load_support_rules
    from universo.benefits.units.reference import load_reference as load_lending_rules
    from universo.program.reference import load_reference
    from universo.routing.models import ExecutingChannel

    load_reference(apps)
    load_entitlements(apps)
    load_lending_rules(apps)
    load_checklist(apps)
    load_skills(apps)
    load_price_rules(apps)
    load_support_rules(apps)
    ExecutingChannel.objects.get_or_create(
        partner=None,
        defaults={"name": "Equipo propio de Hasar", "kinds": ["SOFTWARE", "HARDWARE"]},
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_journalhead (id, last_sequence, last_hash)"
            " VALUES (1, 0, repeat('0', 64)) ON CONFLICT DO NOTHING"
        )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A database that is used again (`--reuse-db`) was left empty by the last test that empties."""
    with django_db_blocker.unblock():
        restore_reference()


@pytest.fixture
def real_transactions(transactional_db: None) -> None:
    """Committed transactions on real connections, with the reference data in place."""
    restore_reference()


@pytest.fixture
def real_cast(real_transactions: None) -> Cast:
    """The cast, committed, for races between connections."""
    return make_cast()


@pytest.fixture(scope="session", autouse=True)
def _catalogue() -> None:
    """Compile the catalogue, so that Spanish is there; what was loaded before is forgotten."""
    from universo import messages

    if messages.is_stale():
        messages.compile_catalogue()
        setting_changed.send(sender=None, setting="LOCALE_PATHS", value=None, enter=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that empty tables last: the others rely on what migrations loaded."""
    items.sort(key=lambda item: "real_transactions" in getattr(item, "fixturenames", ()))
