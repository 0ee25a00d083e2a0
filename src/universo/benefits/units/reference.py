"""The rules of lending with which the programme begins."""

from datetime import UTC, date, datetime
from typing import Any


def load_reference(apps: Any) -> None:
    """One unit of a model at a time, six months between two, fifteen business days and five more."""
    apps.get_model("units", "LendingRules").objects.get_or_create(
        valid_from=date(2024, 1, 1),
        defaults={
            "units_at_a_time": 1,
            "months_between": 6,
            "longest_days": 15,
            "extension_days": 5,
            "created_at": datetime(2024, 1, 1, tzinfo=UTC),
        },
    )
