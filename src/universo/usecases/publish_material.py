"""Hasar publishes technical material, replaces it by new versions and withdraws it with a reason (R-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.library import keeping, telling
from universo.benefits.library.choices import AUDIENCES, Kind, Language
from universo.benefits.library.models import Item, Version
from universo.benefits.library.naming import names_of
from universo.benefits.library.queries import may_keep
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.models import Product, ProductFamily

FAR_YEARS = 2
KNOWN_AUDIENCES = {code for code, _label in AUDIENCES}


@dataclass(frozen=True, slots=True)
class ItemData:
    """What is said of a piece. `replaces_id` is another piece whose place it takes."""

    kind: str
    title: str
    summary: str = ""
    language: str = "ES"
    product_ids: Sequence[int] = ()
    family_ids: Sequence[int] = ()
    audience: Sequence[str] = ()
    replaces_id: int | None = None


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
    _keeper(actor)
    before = Item.objects.filter(uid=uid).first()
    if before is not None:
        return before
    errors = {**_item_faults(item), **_version_faults(item.kind, version, upload, now)}
    if errors:
        raise InvalidInput(errors)
    kept = _kept(item.kind, version, upload)
    try:
        with transaction.atomic():
            made = _make_item(actor, now, uid, item)
            first = _add(actor, now, uid, made, version, kept)
            _say(actor, now, "benefits.library_item.published", made, version=first.label)
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
    _keeper(actor)
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
            _say(actor, now, "benefits.library_version.published", item, version=made.label)
            telling.tell(made, now)
    except Exception:
        keeping.drop(kept)
        raise
    return made


@transaction.atomic
def change_item(*, actor: Actor, now: datetime, item_id: int, item: ItemData) -> Item:
    """Change what is said of a piece; its kind stays. Raises NotPermitted, InvalidInput."""
    _keeper(actor)
    found = Item.objects.select_for_update().filter(pk=item_id).first()
    if found is None:
        raise NotPermitted("")
    errors = _item_faults(item, found)
    if errors:
        raise InvalidInput(errors)
    _set(found, item)
    found.save()
    _connect(found, item)
    _say(actor, now, "benefits.library_item.changed", found)
    return found


@transaction.atomic
def withdraw(
    *, actor: Actor, now: datetime, item_id: int, reason: str, version_id: int | None = None
) -> None:
    """Take a piece, or one version of it, out of use; it stays to be read why. Twice is once.

    Raises NotPermitted, DomainError (field `reason`).
    """
    _keeper(actor)
    found = Item.objects.select_for_update().filter(pk=item_id).first()
    row: Item | Version | None = found
    if found is not None and version_id is not None:
        row = Version.objects.select_for_update().filter(pk=version_id, item=found).first()
    if found is None or row is None:
        raise NotPermitted("")
    said = _clean(reason, 240)
    if len(said) < 5:
        raise DomainError(_("Write the reason."), field="reason")
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.user_id, said
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    if isinstance(row, Version):
        _say(
            actor, now, "benefits.library_version.withdrawn", found, version=row.label, reason=said
        )
    else:
        _say(actor, now, "benefits.library_item.withdrawn", found, reason=said)


def _keeper(actor: Actor) -> None:
    if not may_keep(actor):
        raise NotPermitted("")


def _clean(text: str, size: int) -> str:
    return text.replace("\0", "").strip()[:size]


def _item_faults(data: ItemData, found: Item | None = None) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    kind = found.kind if found else data.kind
    if kind not in Kind.values:
        errors["kind"] = [_("Choose one of the list.")]
    if data.language not in Language.values:
        errors["language"] = [_("Choose one of the list.")]
    if len(_clean(data.title, 160)) < 3:
        errors["title"] = [_("Write a title.")]
    if not set(data.audience) <= KNOWN_AUDIENCES:
        errors["audience"] = [_("Choose one of the list.")]
    if data.replaces_id is not None and _would_circle(data.replaces_id, found):
        errors["replaces"] = [_("It cannot replace itself, nor what already replaces it.")]
    return errors


def _would_circle(replaces_id: int, found: Item | None) -> bool:
    """Tell whether the chain from a piece on leads back to the one it would replace."""
    at = found
    for _step in range(100):
        if at is None:
            return False
        if at.pk == replaces_id:
            return True
        at = at.replaced_by
    return True


def _version_faults(
    kind: str, data: VersionData, upload: Upload | None, now: datetime
) -> dict[str, list[Any]]:
    errors: dict[str, list[Any]] = {}
    today = local_date(now)
    if not _clean(data.label, 40):
        errors["label"] = [_("Write which version it is.")]
    if data.from_date < today:
        errors["from_date"] = [_("Choose today or a later day.")]
    elif data.from_date.year > today.year + FAR_YEARS:
        errors["from_date"] = [_("The date is too far ahead. Check the year.")]
    if kind == Kind.VIDEO:
        parts = urlsplit(_clean(data.link, 500))
        if parts.scheme != "https" or not parts.hostname:
            errors["link"] = [_("Write the whole address of the video, with https://.")]
    elif upload is None:
        errors["file"] = [_("Choose the file.")]
    return errors


def _kept(kind: str, version: VersionData, upload: Upload | None) -> keeping.Kept | None:
    if kind == Kind.VIDEO or upload is None:
        return None
    return keeping.keep(upload.name, upload.source, expected_sha256=version.sha256)


def _make_item(actor: Actor, now: datetime, uid: UUID, data: ItemData) -> Item:
    made = Item(uid=uid, kind=data.kind, created_at=now, created_by_id=actor.user_id)
    _set(made, data)
    made.save()
    _connect(made, data)
    return made


def _set(item: Item, data: ItemData) -> None:
    item.title = _clean(data.title, 160)
    item.summary = _clean(data.summary, 600)
    item.language = data.language
    item.audience = sorted(set(data.audience))


def _connect(item: Item, data: ItemData) -> None:
    """Set products and families, the words the search knows them by, and what the piece replaces."""
    item.products.set(Product.objects.filter(pk__in=data.product_ids))
    item.families.set(ProductFamily.objects.filter(pk__in=data.family_ids))
    item.names = names_of(item)
    item.save(update_fields=["names"])
    Item.objects.filter(replaced_by=item).exclude(pk=data.replaces_id or 0).update(replaced_by=None)
    if data.replaces_id is not None:
        Item.objects.filter(pk=data.replaces_id).update(replaced_by=item)


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
        uid=uid, item=item, sequence=last + 1, label=_clean(data.label, 40),
        notes=_clean(data.notes, 1000), from_date=data.from_date, created_at=now,
        created_by_id=actor.user_id, link=_clean(data.link, 500) if kept is None else "",
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


def _say(actor: Actor, now: datetime, name: str, item: Item, **data: Any) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="library_item", subject_id=item.pk,
        title=item.title, **data,
    )  # fmt: skip
