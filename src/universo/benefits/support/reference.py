"""The rules of support with which the programme begins."""

from datetime import UTC, date, datetime
from typing import Any


def load_reference(apps: Any) -> None:
    """Half of what is spent; two people from a million pesos or a thousand dollars on; fifteen business
    days to hand in the evidence."""
    apps.get_model("support", "SupportRules").objects.get_or_create(
        valid_from=date(2024, 1, 1),
        defaults={
            "campaign_bp": 5_000,
            "event_bp": 5_000,
            "material_bp": 5_000,
            "visit_bp": 5_000,
            "second_ars_minor": 100_000_000,
            "second_usd_minor": 100_000,
            "evidence_days": 15,
            "created_at": datetime(2024, 1, 1, tzinfo=UTC),
        },
    )
