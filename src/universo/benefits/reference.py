"""The table with which the programme begins: the text promises every benefit to every partner (R-2)."""

from datetime import UTC, date, datetime
from typing import Any

from universo.benefits.choices import Service
from universo.program.choices import Category

SINCE = date(2024, 1, 1)


def load_reference(apps: Any) -> None:
    """Grant every service to every category, without condition; nothing where a table is already."""
    model = apps.get_model("benefits", "Entitlement")
    if model.objects.exists():
        return
    model.objects.bulk_create(
        model(
            service=service,
            category=category,
            level="",
            asked="NONE",
            amount=0,
            valid=(SINCE, None),
            created_at=datetime(2024, 1, 1, tzinfo=UTC),
        )
        for service in Service.values
        for category in Category.values
    )
