"""Partners are told by mail of a list that is to come, and that one was called off: each person once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from universo.benefits.choices import Service
from universo.benefits.prices.models import PriceList
from universo.benefits.prices.queries import enrolled_on
from universo.benefits.queries import allowed_of
from universo.domain.decision_clock import local_date
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.notifications.operations import enqueue_mail
from universo.partners.models import Member

AT_A_TIME = 100  # partners of one transaction


def announce_prices(*, now: datetime, list_id: int) -> int:
    """Write to the partners concerned by a list that was not withdrawn; return how many people were told.

    Interrupted, it goes again: the mail of a list and a person is written once (protocol 8).
    """
    found = (
        PriceList.objects.select_related("follows")
        .filter(pk=list_id, withdrawn_at__isnull=True, announced_at__isnull=True)
        .first()
    )
    if found is None:
        return 0
    told = 0
    for partner_ids in concerned(found, now):
        with transaction.atomic():
            told += sum(_write(found, person, "published", now) for person in _people(partner_ids))
    PriceList.objects.filter(pk=list_id, withdrawn_at__isnull=True).update(announced_at=now)
    return told


def call_off_prices(*, now: datetime, list_id: int) -> int:
    """Write to those who had been told of a list that was withdrawn; return how many are told now."""
    found = PriceList.objects.filter(pk=list_id, withdrawn_at__isnull=False).first()
    if found is None:
        return 0
    had = Mail.objects.filter(key=_key(found, "published")).values("recipient")
    people = User.objects.filter(email__in=had, is_active=True).order_by("pk")
    with transaction.atomic():
        return sum(_write(found, person, "withdrawn", now) for person in people)


def concerned(found: PriceList, now: datetime) -> Iterator[list[int]]:
    """Yield the partners whose category and level a list is for and who may use prices, some at a time."""
    day = local_date(now)
    rows = enrolled_on(day).filter(category=found.category, partner__is_active=True)
    if found.level:
        rows = rows.filter(level=found.level)
    ids = sorted(set(rows.values_list("partner_id", flat=True)))
    for at in range(0, len(ids), AT_A_TIME):
        part = ids[at : at + AT_A_TIME]
        yield sorted(allowed_of(part, Service.PRICES, day))


def _people(partner_ids: list[int]) -> list[User]:
    members = Member.objects.filter(partner_id__in=partner_ids, is_active=True)
    return list(
        User.objects.filter(Q(pk__in=members.values("user")), is_active=True).order_by("pk")
    )


def _key(found: PriceList, event: str) -> str:
    return f"prices.list.{found.pk}.{event}"


def _write(found: PriceList, person: User, event: str, now: datetime) -> int:
    context: dict[str, Any] = {
        "event": event,
        "name": person.full_name,
        "list": found,
        "counts": found.counts,
        "replaces": found.follows_id is not None,
        "is_ahead": found.from_date > local_date(now),
    }
    enqueue_mail(
        key=_key(found, event), to=person.email, template="price_list", context=context, now=now,
        language=person.language,
    )  # fmt: skip
    return 1
