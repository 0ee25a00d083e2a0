"""A person decides about a document that came again with other content (protocol 6)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from universo.identity.actor import Actor
from universo.rewards.models import Accrual
from universo.rewards.operations import accrue_document
from universo.sales.conflicts import conflict_for_change, decide
from universo.sales.document_data import LineData
from universo.sales.models import ConflictStatus, DocumentConflict
from universo.sales.replacing import replace_content
from universo.sales.telling import tell, tell_both
from universo.sales.waiting import expect_none
from universo.usecases.register_waiting import register_waiting


@dataclass(frozen=True, slots=True)
class Effect:
    """What a replacement changes in the reward of one opportunity; minor units of `currency`."""

    notice_id: int
    reference: str
    partner: str
    currency: str
    before_minor: int
    after_minor: int

    @property
    def change_minor(self) -> int:
        """What the partner gains; negative when it loses."""
        return self.after_minor - self.before_minor


@transaction.atomic
def keep_stored(*, actor: Actor, now: datetime, conflict_id: int, reason: str) -> DocumentConflict:
    """What is stored stays. Raises NotPermitted, InvalidInput (`reason`), Conflict once decided."""
    conflict = conflict_for_change(actor, conflict_id)
    decide(actor=actor, now=now, conflict=conflict, status=ConflictStatus.KEPT, reason=reason)
    tell(actor, now, "document.kept", conflict.document, reason=conflict.reason)
    return conflict


@transaction.atomic
def replace_stored(
    *, actor: Actor, now: datetime, conflict_id: int, lines: tuple[LineData, ...], reason: str
) -> DocumentConflict:
    """What came replaces what is stored, with these lines; rewards follow as corrections of today.

    Closed settlements stay: the differences are of the next one. Raises NotPermitted, InvalidInput,
    Conflict once decided.
    """
    expect_none()  # before any invoice is locked (protocol 3)
    conflict = replace_content(
        actor=actor, now=now, conflict_id=conflict_id, lines=lines, reason=reason
    )
    tell_both(actor, now, "document.replaced", conflict.document)
    tell(actor, now, "document.replaced_because", conflict.document, reason=conflict.reason)
    accrue_document(actor=actor, now=now, document_id=conflict.document_id)
    register_waiting(actor=actor, now=now, document_ids=[conflict.document_id])
    return conflict


def effects_of_replacing(
    *, actor: Actor, now: datetime, conflict_id: int, lines: tuple[LineData, ...]
) -> list[Effect]:
    """Return what `replace_stored` would change in rewards: it is done, measured and rolled back.

    Raises as it does.
    """
    with transaction.atomic():
        conflict = conflict_for_change(actor, conflict_id)
        invoice_id = conflict.document.corrects_id or conflict.document_id
        before = _rewards(invoice_id)
        replace_content(
            actor=actor, now=now, conflict_id=conflict_id, lines=lines, reason="(consulta)"
        )
        accrue_document(actor=actor, now=now, document_id=invoice_id)
        after = _rewards(invoice_id)
        transaction.set_rollback(True)
    return [
        Effect(*key, before[key], after[key]) for key in sorted(after) if before[key] != after[key]
    ]


def _rewards(invoice_id: int) -> dict[tuple[int, str, str, str], int]:
    """Return what an invoice gave by opportunity."""
    rows = (
        Accrual.objects.filter(link__document_id=invoice_id, link__undone_at__isnull=True)
        .select_related("notice__partner")
        .order_by()
        .values_list("notice_id")
        .annotate(total=Sum("amount_minor"))
    )
    sums = dict(rows)
    named = Accrual.objects.filter(link__document_id=invoice_id, notice_id__in=sums).select_related(
        "notice__partner", "posting"
    )
    found: dict[tuple[int, str, str, str], int] = defaultdict(int)
    for row in named:
        key = (row.notice_id, row.notice.reference, str(row.notice.partner), row.posting.currency)
        found[key] = sums[row.notice_id]
    return found
