"""A file of prices comes in: kept, its columns chosen, what it would change found out; nothing stored yet."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.prices import columns, queries
from universo.benefits.prices.choices import FileStatus
from universo.benefits.prices.models import PriceFile
from universo.benefits.prices.previewing import preview_of
from universo.benefits.prices.reading import Reading, read_file
from universo.benefits.prices.rejects import reject_head, reject_rows
from universo.domain.decision_clock import local_date
from universo.domain.quotes import VAT_RATES_BP
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.choices import Category, Currency, SponsorLevel
from universo.tabular import files, opening
from universo.tabular.refusals import FileRefused, file_text
from universo.tabular.shape import Shape

MOST_MB = 20  # of a file of prices
OPEN = (FileStatus.COLUMNS, FileStatus.PREVIEW)


@dataclass(frozen=True, slots=True)
class Target:
    """Whose prices a file has, in which currency, and how the list is called."""

    category: str
    level: str
    currency: str
    title: str


def receive_prices(
    *, actor: Actor, now: datetime, target: Target, file_name: str, uploaded: files.Uploaded
) -> PriceFile:
    """Keep an uploaded file and find its columns. Raises NotPermitted, InvalidInput, DomainError at `file`."""
    user_id = _keeper(actor)
    title = _check(target)
    stored_as = ""
    try:
        stored_as, sha256, size = files.keep(uploaded)
        if size > MOST_MB * files.MB:
            raise FileRefused("too_large", MOST_MB)
        path = files.path_of(stored_as)
        is_sheet = opening.unpack(path, MOST_MB * files.MB)
        shape = opening.find_shape(path, is_sheet=is_sheet, recognised=columns.recognised)
    except FileRefused as refusal:
        if stored_as:
            files.forget(stored_as, rejects_too=True)
        raise DomainError(file_text(refusal.code, refusal.about), field="file") from refusal
    return PriceFile.objects.create(
        category=target.category, level=target.level, currency=target.currency, title=title,
        file_name=_clean(file_name, 160), stored_as=stored_as, file_sha256=sha256, file_bytes=size,
        status=FileStatus.COLUMNS, shape=shape.as_json(), mapping=columns.guess(shape),
        created_at=now, created_by_id=user_id,
    )  # fmt: skip


def choose_price_columns(
    *,
    actor: Actor,
    now: datetime,
    file_id: int,
    fields: Sequence[str],
    default_vat_bp: int | None,
) -> PriceFile:
    """State the field of each column, and the VAT where the file says none; find out what would change.

    The file is read before anything is locked. Raises NotPermitted, Conflict, DomainError at `columns`.
    """
    _keeper(actor)
    found = queries.find_file(actor, file_id)
    _must_be_open(found)
    shape = Shape.from_json(found.shape)
    try:
        mapping = columns.check_mapping(shape, fields)
        if "vat" not in mapping and default_vat_bp not in VAT_RATES_BP:
            raise DomainError(_("Say which VAT the articles have."), field="default_vat_bp")
        path = files.path_of(found.stored_as)
        if not path.exists():
            raise FileRefused("gone")
        reading = read_file(path, shape, mapping, found.currency, default_vat_bp)
    except FileRefused as refusal:
        raise DomainError(file_text(refusal.code, refusal.about), field="columns") from refusal
    base = queries.latest_of(found.category, found.level, found.currency)
    counts, preview = preview_of(reading, base, queries.rules_on(local_date(now)).outlier_bp)
    _write_rejects(found, shape, reading)
    changed = PriceFile.objects.filter(pk=file_id, status__in=OPEN).update(
        status=FileStatus.PREVIEW, mapping=mapping, default_vat_bp=default_vat_bp, base=base,
        counts=counts, preview=preview,
    )  # fmt: skip
    if not changed:
        raise Conflict(_("Somebody else published or discarded this file."))
    found.refresh_from_db()
    return found


def discard_prices(*, actor: Actor, now: datetime, file_id: int) -> None:
    """Give a file up. Twice is once. Raises NotPermitted, Conflict when it was published."""
    _keeper(actor)
    with transaction.atomic():
        found = PriceFile.objects.select_for_update().filter(pk=file_id).first()
        if found is None:
            raise NotPermitted("")
        if found.status == FileStatus.STORED:
            raise Conflict(_("Somebody else published or discarded this file."))
        found.status = FileStatus.DISCARDED
        found.save(update_fields=["status"])
    files.forget(found.stored_as, rejects_too=True)


def _keeper(actor: Actor) -> int:
    if actor.user_id is None or not queries.is_keeper(actor):
        raise NotPermitted("")
    return actor.user_id


def _must_be_open(found: PriceFile) -> None:
    if found.status not in OPEN:
        raise Conflict(_("Somebody else published or discarded this file."))


def _clean(text: str, size: int) -> str:
    return " ".join(text.replace("\0", "").split())[:size]


def _check(target: Target) -> str:
    """Return the tidy title. Raises InvalidInput."""
    errors: dict[str, list[Any]] = {}
    known_level = target.level == "" or (
        target.category == Category.SPONSOR and target.level in SponsorLevel.values
    )
    if target.category not in Category.values or not known_level:
        errors["column"] = [_("Choose one of the list.")]
    if target.currency not in Currency.values:
        errors["currency"] = [_("Choose one of the list.")]
    title = _clean(target.title, 120)
    if len(title) < 3:
        errors["title"] = [_("Write a title.")]
    if errors:
        raise InvalidInput(errors)
    return title


def _write_rejects(found: PriceFile, shape: Shape, reading: Reading) -> None:
    path = files.path_of(found.stored_as, files.REJECTS)
    if not reading.rejects:
        path.unlink(missing_ok=True)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(reject_head(shape.titles))
        writer.writerows(reject_rows(reading.rejects, len(shape.titles)))
