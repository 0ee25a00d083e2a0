"""Documents that came again with other content: kept apart until a person decides (protocol 6)."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.sales.comparing import stated_by
from universo.sales.document_data import DocumentData, content_sha256, plain
from universo.sales.models import ConflictStatus, Document, DocumentConflict
from universo.sales.operations import document_for_change, require_finance


def sha256_against(data: DocumentData, version: int) -> str:
    """Return the hash that makes a conflict one: of what came, against this version of the document.

    So what was decided against one version asks again once another one stands there.
    """
    sha256 = content_sha256(data)
    return sha256 if version == 1 else hashlib.sha256(f"{sha256} {version}".encode()).hexdigest()


def keep_conflict(
    *, actor: Actor, now: datetime, document: Document, data: DocumentData, origin: str
) -> DocumentConflict:
    """Keep what came beside the document; the same again is the same conflict, decided or not."""
    made, _is_new = DocumentConflict.objects.get_or_create(
        document=document,
        stated_sha256=sha256_against(data, document.version),
        defaults={
            "stated": plain(data),
            "origin": origin,
            "found_at": now,
            "found_by_id": actor.user_id,
            "status": ConflictStatus.OPEN,
        },
    )
    return made


def conflict_for_change(actor: Actor, conflict_id: int) -> DocumentConflict:
    """Return an open conflict with its document, locked. Raises NotPermitted; Conflict once decided."""
    require_finance(actor)
    found = DocumentConflict.objects.filter(pk=conflict_id).values("document_id").first()
    if found is None:
        raise NotPermitted(_("That document does not exist."))
    invoice_id = Document.objects.values_list("corrects_id", flat=True).get(pk=found["document_id"])
    if invoice_id is not None:
        document_for_change(actor, invoice_id)  # the invoice first, as whoever books its rewards
    document = document_for_change(actor, found["document_id"])
    conflict = DocumentConflict.objects.select_for_update().get(pk=conflict_id)
    conflict.document = document
    if conflict.status != ConflictStatus.OPEN:
        raise Conflict(_("Somebody already decided this difference."))
    return conflict


def decide(
    *, actor: Actor, now: datetime, conflict: DocumentConflict, status: str, reason: str
) -> None:
    """Close a conflict with a reason. Raises InvalidInput (`reason`)."""
    conflict.reason = checked_reason(reason)
    conflict.status, conflict.decided_at = status, now
    conflict.decided_by_id = require_finance(actor)
    if status == ConflictStatus.REPLACED:
        conflict.before = plain(stated_by(conflict.document))
    conflict.save(update_fields=["reason", "status", "decided_at", "decided_by", "before"])


def checked_reason(reason: str) -> str:
    """Return a reason of 5 to 240 characters. Raises InvalidInput (`reason`)."""
    text = " ".join(reason.split())
    if not 5 <= len(text) <= 240 or "\0" in text:
        raise InvalidInput({"reason": [_("Write the reason, in 5 to 240 characters.")]})
    return text
