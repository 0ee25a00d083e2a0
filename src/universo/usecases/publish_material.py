"""Hasar publishes technical material, replaces it by new versions and withdraws it with a reason (R-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from universo.benefits.library import keeping, telling
from universo.benefits.library.choices import Kind
from universo.benefits.library.models import Item, Version
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.usecases.describe_material import (
    ItemData,
    item_faults,
    make_item,
    require_keeper,
    say,
    tidied,
)

FAR_YEARS = 2


@dataclass(frozen=True, slots=True)
class VersionData:
    """What is said of a version; a file comes beside it unless it is a link."""

    label: str
    from_date: date
    notes: str = ""
    link: str = ""
    sha256: str = ""  # of the maker, if he gave one


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name and what gives its bytes."""

    name: str
    source: BinaryIO


def publish_item(
    *,
    actor: Actor,
    now: datetime,
    uid: UUID,
    item: ItemData,
    version: VersionData,
    upload: Upload | None = None,
) -> Item:
    """Publish a piece with its first version; the same id again is the first one.

    The file is stored before the transaction and dropped if it fails. Raises NotPermitted, InvalidInput,
    DomainError (fields of the forms).
    """
    require_keeper(actor)
    before = Item.objects.filter(uid=uid).first()
    if before is not None:
        return before
    errors = {**item_faults(item), **_version_faults(item.kind, version, upload, now)}
    if errors:
        raise InvalidInput(errors)
    kept = _kept(item.kind, version, upload)
    try:
        with transaction.atomic():
            made = make_item(actor, now, uid, item)
            first = _add(actor, now, uid, made, version, kept)
            say(actor, now, "benefits.library_item.published", made, version=first.label)
            telling.tell(first, now)
    except Exception:
        keeping.drop(kept)
        raise
    return made


def publish_version(
    *,
    actor: Actor,
    now: datetime,
    uid: UUID,
    item_id: int,
    version: VersionData,
    upload: Upload | None = None,
) -> Version:
    """Publish the next version of a piece: it replaces the one before. Raises as `publish_item`,
    Conflict when the piece was withdrawn."""
    require_keeper(actor)
    before = Version.objects.filter(uid=uid).first()
    if before is not None:
        return before
    found = Item.objects.filter(pk=item_id).first()
    if found is None:
        raise NotPermitted("")
    errors = _version_faults(found.kind, version, upload, now)
    if errors:
        raise InvalidInput(errors)
    kept = _kept(found.kind, version, upload)
    try:
        with transaction.atomic():
            item = Item.objects.select_for_update().get(pk=item_id)
            if item.withdrawn_at is not None:
                raise Conflict(_("It was withdrawn: publish a new piece that replaces it."))
            made = _add(actor, now, uid, item, version, kept)
            say(actor, now, "benefits.library_version.published", item, version=made.label)
            telling.tell(made, now)
    except Exception:
        keeping.drop(kept)
        raise
    return made


@transaction.atomic
def withdraw(
    *, actor: Actor, now: datetime, item_id: int, reason: str, version_id: int | None = None
) -> None:
    """Take a piece, or one version of it, out of use; it stays to be read why. Twice is once.

    Raises NotPermitted, DomainError (field `reason`).
    """
    require_keeper(actor)
    found = Item.objects.select_for_update().filter(pk=item_id).first()
    row: Item | Version | None = found
    if found is not None and version_id is not None:
        row = Version.objects.select_for_update().filter(pk=version_id, item=found).first()
    if found is None or row is None:
        raise NotPermitted("")
    said = tidied(reason, 240)
    if len(said) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.user_id, said
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    if isinstance(row, Version):
        say(actor, now, "benefits.library_version.withdrawn", found, version=row.label, reason=said)
    else:
        say(actor, now, "benefits.library_item.withdrawn", found, reason=said)


def _version_faults(
    kind: str, data: VersionData, upload: Upload | None, now: datetime
) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    today = local_date(now)
    if not tidied(data.label, 40):
        errors["label"] = [_("Write which version it is.")]
    if data.from_date < today:
        errors["from_date"] = [_("Choose today or a later day.")]
    elif data.from_date.year > today.year + FAR_YEARS:
        errors["from_date"] = [_("The date is too far ahead. Check the year.")]
    if kind == Kind.VIDEO:
        parts = urlsplit(tidied(data.link, 500))
        if parts.scheme != "https" or not parts.hostname:
            errors["link"] = [_("Write the whole address of the video, with https://.")]
    elif upload is None:
        errors["file"] = [_("Choose the file.")]
    return errors


def _kept(kind: str, version: VersionData, upload: Upload | None) -> keeping.Kept | None:
    if kind == Kind.VIDEO or upload is None:
        return None
    return keeping.keep(upload.name, upload.source, expected_sha256=version.sha256)


def _add(
    actor: Actor, now: datetime, uid: UUID, item: Item, data: VersionData,
    kept: keeping.Kept | None,
) -> Version:  # fmt: skip
    """Store the next version. Raises DomainError when the label or the very file is there already."""
    own = Version.objects.filter(item=item)
    if kept is not None:
        same = own.filter(sha256=kept.sha256, withdrawn_at__isnull=True).first()
        if same is not None:
            said = _("It is the same file as version %(label)s.") % {"label": same.label}
            raise DomainError(said, field="file")
    last = own.aggregate(last=Max("sequence"))["last"] or 0
    made = Version(
        uid=uid, item=item, sequence=last + 1, label=tidied(data.label, 40),
        notes=tidied(data.notes, 1000), from_date=data.from_date, created_at=now,
        created_by_id=actor.user_id, link=tidied(data.link, 500) if kept is None else "",
    )  # fmt: skip
    if kept is not None:
        made.stored_name, made.file_name = kept.stored_name, kept.file_name
        made.content_type, made.size_bytes = kept.content_type, kept.size_bytes
        made.sha256, made.checked_at = kept.sha256, now
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise DomainError(_("There is a version of this name already."), field="label") from error
    return made
