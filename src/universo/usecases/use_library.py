"""A partner's people use the library: keep at hand, follow, download; and what they look for in vain (R-2)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.library import keeping, stores, telling
from universo.benefits.library.models import Download, EmptySearch, Favourite, Follow, Version
from universo.benefits.library.queries import (
    find_item,
    find_version,
    products_with_material,
    words_of,
)
from universo.benefits.queries import benefit_of
from universo.domain.byte_ranges import Part
from universo.domain.decision_clock import local_date
from universo.errors import NotPermitted
from universo.identity.actor import SYSTEM, Actor

LONG_NUMBER = 6  # digits: longer ones may be a person's


def _check(actor: Actor, now: datetime) -> int:
    """Return who it is. Raises NotPermitted unless his partner may use the library today."""
    if actor.user_id is None or not benefit_of(actor, Service.LIBRARY, local_date(now)).allowed:
        raise NotPermitted("")
    return actor.user_id


@transaction.atomic
def set_favourite(*, actor: Actor, now: datetime, item_id: int, wanted: bool) -> None:
    """Keep a piece at hand, or no longer. Twice is once. Raises NotPermitted."""
    user_id = _check(actor, now)
    item = find_item(actor, item_id, local_date(now))
    if wanted:
        Favourite.objects.get_or_create(user_id=user_id, item=item, defaults={"created_at": now})
    else:
        Favourite.objects.filter(user=user_id, item=item).delete()


@transaction.atomic
def set_follow(
    *,
    actor: Actor,
    now: datetime,
    wanted: bool,
    item_id: int | None = None,
    product_id: int | None = None,
) -> None:
    """Be told of new versions of a piece, or of all material of a product, or no longer.

    Twice is once. Raises NotPermitted.
    """
    user_id = _check(actor, now)
    day = local_date(now)
    if item_id is not None:
        found = {"item_id": find_item(actor, item_id, day).pk}
    elif products_with_material(actor, day).filter(pk=product_id or 0).exists():
        found = {"product_id": product_id or 0}
    else:
        raise NotPermitted("")
    own = Follow.objects.filter(user=user_id, **found)
    if not wanted:
        own.delete()
    elif not own.exists():
        try:
            with transaction.atomic():
                Follow.objects.create(user_id=user_id, created_at=now, **found)
        except IntegrityError:
            pass  # a second click was faster: it is followed


def may_take(actor: Actor, now: datetime, version_id: int) -> Version:
    """Return a version whose file the actor may download now. Raises NotPermitted.

    Hasar's people take any; partners what is meant for them, has begun and was not withdrawn.
    """
    if not actor.is_staff:
        _check(actor, now)
    found = find_version(actor, version_id, local_date(now))
    is_out = found.withdrawn_at is not None or found.item.withdrawn_at is not None
    if not found.stored_name or (is_out and not actor.is_staff):
        raise NotPermitted("")
    return found


@transaction.atomic
def count_download(*, actor: Actor, now: datetime, version: Version) -> bool:
    """Count that a partner's person takes a version; once a day. Tell whether this one counted."""
    if actor.partner_id is None or actor.user_id is None:
        return False
    _row, made = Download.objects.get_or_create(
        version=version,
        user_id=actor.user_id,
        day=local_date(now),
        defaults={"partner_id": actor.partner_id, "at": now},
    )
    return made


def content(version: Version, part: Part) -> Iterator[bytes]:
    """Give the bytes of a part of a version. Raises OSError before the first piece.

    A file in the store of another size than the one published is refused as missing.
    """
    files = stores.store()
    if files.size(version.stored_name) != version.size_bytes:
        raise stores.FileMissing(version.stored_name)
    return files.read(version.stored_name, part.start, part.length)


@transaction.atomic
def note_empty_search(*, actor: Actor, now: datetime, typed: str) -> None:
    """Count words that found nothing, without whose they were; nothing that may name a person is kept."""
    words = " ".join(words_of(typed))[:80].strip()
    digits = max((sum(c.isdigit() for c in word) for word in words.split()), default=0)
    if actor.partner_id is None or len(words) < 3 or "@" in typed or digits > LONG_NUMBER:
        return
    row, _made = EmptySearch.objects.get_or_create(
        words=words, month=local_date(now).replace(day=1)
    )
    EmptySearch.objects.filter(pk=row.pk).update(times=F("times") + 1)


def tell_of_versions(*, now: datetime) -> int:
    """Tell of the versions that began and were not told of yet; each in a transaction of its own."""
    waiting = Version.objects.filter(told_at__isnull=True, from_date__lte=local_date(now))
    told = 0
    for version in waiting.select_related("item").order_by("pk"):
        with transaction.atomic():
            told += telling.tell(version, now)
    return told


def check_files(*, now: datetime) -> int:
    """Compare every stored file with its SHA-256; return how many are not what was published.

    A store that does not answer says nothing of a file. No transaction is open while bytes are read.
    """
    bad = 0
    for version in Version.objects.exclude(stored_name="").select_related("item").order_by("pk"):
        try:
            sha256, size = keeping.sha256_in_store(version.stored_name)
        except OSError:
            continue
        is_intact = (sha256, size) == (version.sha256, version.size_bytes)
        bad += not is_intact
        with transaction.atomic():
            Version.objects.filter(pk=version.pk).update(checked_at=now, is_intact=is_intact)
            if version.is_intact and not is_intact:
                record(
                    actor=SYSTEM, now=now, name="benefits.library_version.damaged",
                    subject_kind="library_item", subject_id=version.item_id,
                    title=version.item.title, version=version.label,
                )  # fmt: skip
    return bad
