"""Companies that another version made ready, or none: they are made ready anew and found again."""

from django.db import transaction
from django.db.models import QuerySet

from universo.customers.models import CompanyFacts, KnownCustomer, Prospect
from universo.matching.party import PACK_VERSION

AT_ONCE = 500  # rows of one transaction


def make_ready_again(most: int) -> int:
    """Make up to `most` companies ready anew and return how many it were."""
    done = 0
    for rows in (Prospect.objects.all(), KnownCustomer.objects.all()):
        while done < most and (count := _some(rows, min(AT_ONCE, most - done))):
            done += count
    return done


def _some(rows: "QuerySet[Prospect] | QuerySet[KnownCustomer]", most: int) -> int:
    with transaction.atomic():
        stale = rows.exclude(packed__startswith=f"{PACK_VERSION}\x1f").select_related("province")
        found: list[CompanyFacts] = list(
            stale.select_for_update(of=("self",)).order_by("pk")[:most]
        )
        for company in found:
            company.save(update_fields=["packed"])
        return len(found)
