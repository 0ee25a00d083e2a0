"""Files of customers move from state to state: by their keeper, and by the worker (RELIABILITY.md, 4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.customers.intake import columns
from universo.customers.models import CustomerImport, CustomerSource, ImportStatus
from universo.customers.queries import may_write
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.tabular.refusals import FileRefused, file_text
from universo.tabular.shape import Shape

S = ImportStatus
WORKING = (S.READING, S.CHECKING, S.APPLYING)
WAITING = (S.MAPPING, S.READY)
NAME_SIZE = 80


def receive(
    *,
    actor: Actor,
    now: datetime,
    owner_id: int | None,
    file_name: str,
    kept: tuple[str, str, int],
    wish: dict[str, Any],
) -> CustomerImport:
    """Write down a file that was kept. `wish` has what it is to do by itself: see `usecases`."""
    if not may_write(actor, owner_id):
        raise NotPermitted("")
    name, digest, size = kept
    made = CustomerImport.objects.create(
        owner_id=owner_id, status=S.READING, file_name=file_name.replace("\0", "")[-200:],
        file_sha256=digest, file_bytes=size, stored_as=name, uploaded_at=now, phase_at=now,
        uploaded_by_id=actor.user_id, wish=wish,
    )  # fmt: skip
    tell(actor, now, made, "received")
    return made


def for_change(actor: Actor, import_id: int) -> CustomerImport:
    """Return an import, locked until the transaction ends. Raises NotPermitted."""
    found = CustomerImport.objects.select_for_update().filter(pk=import_id).first()
    if found is None or not may_write(actor, found.owner_id):
        raise NotPermitted("")
    return found


def move(found: CustomerImport, now: datetime, old: str, new: str, **columns_: Any) -> bool:
    """Move an import from one state to another if it is still in the first, and say whether it was."""
    if new in WORKING:
        columns_ = {"phase_at": now, "done_rows": 0, "fault": "", **columns_}
    elif new not in WAITING:
        columns_ = {"ended_at": now, **columns_}
    rows = CustomerImport.objects.filter(pk=found.pk, status=old)
    if not rows.update(status=new, **columns_):
        return False
    found.refresh_from_db()
    return True


def choose(
    *,
    actor: Actor,
    now: datetime,
    import_id: int,
    fields: Sequence[str],
    source_name: str,
    is_whole_list: bool,
) -> CustomerImport:
    """State what the columns are and which source the file is of; it is checked next.

    Raises NotPermitted, Conflict when it is past that, DomainError at `source` or `columns`.
    """
    found = for_change(actor, import_id)
    if found.status not in WAITING:
        raise Conflict(_("The file is being worked on already."))
    name = " ".join(source_name.replace("\0", "").split())
    if not 0 < len(name) <= NAME_SIZE:
        said = _("Give the source a name of up to %(n)d letters.") % {"n": NAME_SIZE}
        raise DomainError(said, field="source")
    try:
        chosen = columns.check_mapping(Shape.from_json(found.shape), fields)
    except FileRefused as refusal:
        raise DomainError(file_text(refusal.code, refusal.about), field="columns") from refusal
    source, _made = CustomerSource.objects.get_or_create(
        owner_id=found.owner_id,
        name=name,
        defaults={"created_at": now, "created_by_id": actor.user_id},
    )
    move(
        found, now, found.status, S.CHECKING, mapping=chosen, source=source,
        is_whole_list=is_whole_list, counts={}, preview={}, all_rows=found.shape["about_rows"],
    )  # fmt: skip
    return found


def seen_of(found: CustomerImport) -> str:
    """Return what tells one preview of a file from the next one: when it was made."""
    return found.phase_at.isoformat() if found.phase_at else ""


def confirm(*, actor: Actor, now: datetime, import_id: int, seen: str = "") -> CustomerImport:
    """Let the worker store what was previewed; the source remembers the file's heading and columns.

    Twice is once. Raises NotPermitted, Conflict when it is not ready or, with `seen` (`seen_of`), when
    somebody changed its columns since that preview.
    """
    found = for_change(actor, import_id)
    if found.status in (S.APPLYING, S.APPLIED):
        return found
    is_seen = seen in ("", seen_of(found))
    if found.status != S.READY or found.source is None or not is_seen:
        raise Conflict(_("The file is not ready to be stored. Look at its state."))
    shape = Shape.from_json(found.shape)
    source = found.source
    source.heading_key = shape.key
    source.mapping = columns.to_remember(shape, found.mapping)
    source.save(update_fields=["heading_key", "mapping"])
    counts = found.counts
    move(
        found, now, S.READY, S.APPLYING, confirmed_at=now, confirmed_by_id=actor.user_id,
        all_rows=counts["new"] + counts["changed"],
        counts={**counts, "stored": {"new": 0, "changed": 0, "same": 0}},
    )  # fmt: skip
    tell(actor, now, found, "confirmed", **_told(found))
    return found


def give_up(*, actor: Actor, now: datetime, import_id: int) -> CustomerImport:
    """Discard a file, or stop one that is being stored: what was stored so far stays, and is told.

    Twice is once. Raises NotPermitted, Conflict when it has ended.
    """
    found = for_change(actor, import_id)
    if found.status in (S.DISCARDED, S.STOPPED):
        return found
    if found.status == S.APPLIED:
        raise Conflict(_("The file was stored already."))
    is_stop = found.status == S.APPLYING
    move(found, now, found.status, S.STOPPED if is_stop else S.DISCARDED)
    tell(actor, now, found, "stopped" if is_stop else "discarded")
    return found


def try_again(*, actor: Actor, now: datetime, import_id: int) -> CustomerImport:
    """Go on with a file that failed, from the phase that did. Raises NotPermitted, Conflict."""
    found = for_change(actor, import_id)
    if found.status in WORKING:
        return found
    if found.status != S.FAILED:
        raise Conflict(_("The file is not waiting for that."))
    phase = S.APPLYING if found.confirmed_at else S.CHECKING if found.source_id else S.READING
    move(found, now, S.FAILED, phase, done_rows=found.done_rows, ended_at=None)
    return found


def tell(actor: Actor, now: datetime, found: CustomerImport, what: str, **data: Any) -> None:
    """Write the act on the timeline of the list."""
    record(
        actor=actor,
        now=now,
        name=f"customers.import.{what}",
        subject_kind="partner" if found.owner_id else "program",
        subject_id=found.owner_id or 0,
        partner_may_read=found.owner_id is not None,
        file=found.file_name,
        sha256=found.file_sha256,
        import_id=found.pk,
        **data,
    )


def _told(found: CustomerImport) -> dict[str, Any]:
    names = ("rows", "new", "changed", "same", "rejected", "missing")
    told = {name: found.counts.get(name, 0) for name in names}
    return {**told, "source": str(found.source), "whole_list": found.is_whole_list}
