"""The rules of price lists with which the programme begins."""

from datetime import UTC, date, datetime
from typing import Any


def load_reference(apps: Any) -> None:
    """Five business days of notice, changes of 50 % pointed out, quotes for sixty days at most."""
    apps.get_model("prices", "PriceRules").objects.get_or_create(
        valid_from=date(2024, 1, 1),
        defaults={
            "notice_days": 5,
            "outlier_bp": 5_000,
            "longest_validity_days": 60,
            "created_at": datetime(2024, 1, 1, tzinfo=UTC),
        },
    )
