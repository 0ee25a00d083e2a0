"""Files of invoices and collections move from state to state: by people, and by the worker (protocol 4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.sales.feeds import sniff
from universo.sales.feeds.codes import FileRefused as LayoutRefused
from universo.sales.feeds.codes import Refusal
from universo.sales.feeds.headers import chosen_header
from universo.sales.feeds.reasons import reason_text
from universo.sales.models import ImportBatch, ImportKind, ImportSource, ImportStatus
from universo.tabular.refusals import file_text
from universo.tabular.shape import Shape, title_key

S = ImportStatus
AUTO = "auto"
WORKING = (S.READING, S.CHECKING, S.APPLYING)
WAITING = (S.MAPPING, S.PREVIEWED)
ENDED = (S.APPLIED, S.STOPPED, S.DISCARDED)
NAME_SIZE = 80


class UnableToRead(DomainError):
    """The file cannot be read, or is not what was said; the sentence says why."""


def require_importer(actor: Actor) -> None:
    """Let people of finance pass, and the console with their role. Raises NotPermitted."""
    if not actor.has(StaffRole.FINANCE) or (actor.user_id is None and not actor.is_system):
        raise NotPermitted(_("That page does not exist."))


def receive(
    *,
    actor: Actor,
    now: datetime,
    file_name: str,
    kept: tuple[str, str, int],
    kind: str,
    issuer_cuit: str,
) -> ImportBatch:
    """Write down a file that was kept. Raises NotPermitted."""
    require_importer(actor)
    name, digest, size = kept
    made = ImportBatch.objects.create(
        status=S.READING, file_name=file_name.replace("\0", "")[-200:], file_sha256=digest,
        file_bytes=size, stored_as=name, wanted_kind=kind, issuer_cuit=issuer_cuit,
        uploaded_at=now, phase_at=now, uploaded_by_id=actor.user_id,
    )  # fmt: skip
    tell(actor, now, made, "uploaded")
    return made


def for_change(actor: Actor, batch_id: int) -> ImportBatch:
    """Return an import, locked until the transaction ends. Raises NotPermitted."""
    require_importer(actor)
    found = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
    if found is None:
        raise NotPermitted(_("That import does not exist."))
    return found


def move(batch: ImportBatch, now: datetime, old: str, new: str, **columns: Any) -> bool:
    """Move an import from one state to another if it is still in the first, and say whether it was."""
    if new in WORKING:
        columns = {"phase_at": now, "done_rows": 0, "fault": {}, **columns}
    elif new not in WAITING:
        columns = {"ended_at": now, **columns}
    if not ImportBatch.objects.filter(pk=batch.pk, status=old).update(status=new, **columns):
        return False
    batch.refresh_from_db()
    return True


def choose(
    *,
    actor: Actor,
    now: datetime,
    batch_id: int,
    kind: str,
    fields: Sequence[str],
    source_name: str,
) -> ImportBatch:
    """State what the columns are; the source remembers them. It is checked next.

    Raises NotPermitted, Conflict when it is past that, DomainError at `source` or `columns`.
    """
    batch = for_change(actor, batch_id)
    if batch.status not in WAITING:
        raise Conflict(_("The file is being worked on already."))
    name = " ".join(source_name.replace("\0", "").split())
    if not 0 < len(name) <= NAME_SIZE:
        said = _("Give the source a name of up to %(n)d letters.") % {"n": NAME_SIZE}
        raise DomainError(said, field="source")
    if kind not in sniff.MAPPABLE:
        raise DomainError(_("Choose what the file holds."), field="kind")
    shape = Shape.from_json(batch.shape)
    try:
        header = chosen_header(sniff.BY_NAME[kind], shape.titles, fields)
    except LayoutRefused as refusal:
        raise DomainError(reason_text(refusal.code, refusal.params), field="columns") from refusal
    keyed = {title_key(t): f for t, f in zip(shape.titles, fields, strict=True) if title_key(t)}
    source, _made = ImportSource.objects.update_or_create(
        name=name,
        defaults={"kind": kind, "heading_key": shape.key, "mapping": keyed},
        create_defaults={
            "kind": kind, "heading_key": shape.key, "mapping": keyed, "created_at": now,
            "created_by_id": actor.user_id,
        },
    )  # fmt: skip
    move(
        batch, now, batch.status, S.CHECKING, kind=kind, source=source, counts={}, preview={},
        header=sniff.as_json(header), all_rows=shape.about_rows,
    )  # fmt: skip
    return batch


def seen_of(batch: ImportBatch) -> str:
    """Return what tells one preview of a file from the next one: when it was made."""
    return batch.phase_at.isoformat() if batch.phase_at else ""


def confirm(
    *, actor: Actor, now: datetime, batch_id: int, seen: str = "", dollars_seen: bool = False
) -> tuple[ImportBatch, bool]:
    """Let the worker apply what was previewed; tell whether it was this call. Twice is once.

    Raises NotPermitted; Conflict when it is not ready, or when its columns changed since the preview
    that was `seen`; DomainError at `dollars` while nobody said that the dollars were seen.
    """
    batch = for_change(actor, batch_id)
    if batch.status in (S.APPLYING, S.APPLIED):
        return batch, False
    if batch.status != S.PREVIEWED or seen not in ("", seen_of(batch)):
        raise Conflict(_("The file is not ready to be applied. Look at its state."))
    if batch.counts.get("asks_dollars") and not dollars_seen:
        raise DomainError(_("Confirm that these rows are in US dollars."), field="dollars")
    counts = {**batch.counts, "done": {}}
    move(
        batch, now, S.PREVIEWED, S.APPLYING, applied_by_id=actor.user_id, counts=counts,
        all_rows=batch.counts.get("last_row", 0),
    )  # fmt: skip
    tell(actor, now, batch, "confirmed", outcomes=batch.counts["outcomes"])
    return batch, True


def give_up(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Discard a file, or stop one that is being applied: what was written stays, and is told.

    Twice is once. Raises NotPermitted, Conflict when it was applied.
    """
    batch = for_change(actor, batch_id)
    if batch.status in (S.DISCARDED, S.STOPPED):
        return batch
    if batch.status == S.APPLIED:
        raise Conflict(_("The file was already applied."))
    leave(actor, now, batch)
    return batch


def leave(actor: Actor, now: datetime, batch: ImportBatch) -> None:
    """Discard a file of which nothing was applied, stop one that was begun, and tell it."""
    is_stop = batch.counts.get("done") is not None
    if move(batch, now, batch.status, S.STOPPED if is_stop else S.DISCARDED):
        tell(actor, now, batch, "stopped" if is_stop else "discarded")


def try_again(*, actor: Actor, now: datetime, batch_id: int) -> ImportBatch:
    """Go on with a file that failed, from the phase that did. Raises NotPermitted, Conflict."""
    batch = for_change(actor, batch_id)
    if batch.status in WORKING:
        return batch
    if batch.status != S.FAILED:
        raise Conflict(_("The file is not waiting for that."))
    begun = batch.counts.get("done") is not None
    phase = S.APPLYING if begun else S.CHECKING if batch.header else S.READING
    move(batch, now, S.FAILED, phase, done_rows=batch.done_rows if begun else 0, ended_at=None)
    return batch


def recognised_source(shape: Shape) -> ImportSource | None:
    """Return the source whose files have these columns, the last one chosen."""
    if not shape.key:
        return None
    return ImportSource.objects.filter(heading_key=shape.key).order_by("-pk").first()


def fault_text(fault: dict[str, Any]) -> str:
    """Return the sentence of a stored fault; "" for none."""
    if not fault:
        return ""
    code, params = fault["code"], dict(fault["params"])
    if code not in {one.value for one in Refusal}:
        return file_text(code, params.get("n", ""))
    if code == Refusal.OTHER_LAYOUT:
        params["found"] = ImportKind(params["found"]).label
    return str(reason_text(Refusal(code), params))


def tell(actor: Actor, now: datetime, batch: ImportBatch, what: str, **data: Any) -> None:
    """Write the act on the timeline of the file."""
    record(
        actor=actor,
        now=now,
        name=f"sales.import.{what}",
        subject_kind="import",
        subject_id=batch.pk,
        file=batch.file_name,
        file_sha256=batch.file_sha256,
        **data,
    )
