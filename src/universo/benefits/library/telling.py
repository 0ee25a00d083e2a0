"""Telling those who follow a piece, or a product, of a version that has begun: each once (protocol 8)."""

from datetime import datetime

from django.db.models import Q

from universo.benefits.choices import Service
from universo.benefits.library.models import Follow, Item, Version
from universo.benefits.library.queries import visible_to
from universo.benefits.queries import benefit_of
from universo.domain.decision_clock import local_date
from universo.identity.models import User
from universo.notifications.operations import enqueue_mail
from universo.partners.actors import actor_for


def tell(version: Version, now: datetime) -> int:
    """Enqueue the mails of a version in this transaction; 0 when it is not its time, or it was told.

    Only to people who may use the library today and for whom the piece is meant.
    """
    day = local_date(now)
    if version.from_date > day or version.withdrawn_at or version.item.withdrawn_at:
        return 0
    waiting = Version.objects.filter(pk=version.pk, told_at__isnull=True)
    if not waiting.update(told_at=now):
        return 0
    people = _followers(version.item)
    told = 0
    for person in people:
        actor = actor_for(person, day)
        if not benefit_of(actor, Service.LIBRARY, day).allowed:
            continue
        if not visible_to(actor, day).filter(pk=version.item_id).exists():
            continue
        _write(person, version, now)
        told += 1
    return told


def _followers(item: Item) -> list[User]:
    """Return who follows the piece, one that it replaces, or one of its products."""
    of = Follow.objects.filter(
        Q(item=item.pk)
        | Q(item__in=Item.objects.filter(replaced_by=item.pk))
        | Q(product__in=item.products.all())
    )
    return list(User.objects.filter(pk__in=of.values("user"), is_active=True).order_by("pk"))


def _write(person: User, version: Version, now: datetime) -> None:
    enqueue_mail(
        key=f"library.version.{version.pk}",
        to=person.email,
        template="library_version",
        context={
            "name": person.full_name,
            "title": version.item.title,
            "label": version.label,
            "notes": " ".join(version.notes.split()),
            "is_first": version.sequence == 1,
            "item_id": version.item_id,
        },
        now=now,
        language=person.language,
    )
