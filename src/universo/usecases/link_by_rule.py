"""The rule that finance switched on links the clear cases, as they come and in the background (R-12)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from universo.audit.operations import record
from universo.identity.actor import SYSTEM, Actor
from universo.opportunities.models import Notice
from universo.rewards.operations import accrue_documents
from universo.sales import linking_rule
from universo.sales.clear_cases import clear_cases
from universo.sales.linking import make_whole_link
from universo.sales.models import Document, LinkingRule
from universo.sales.telling import tell, tell_notice

LINK = "sales.link_clear_cases"
PART = 500  # invoices linked in one transaction


@transaction.atomic
def switch_rule(*, actor: Actor, now: datetime, is_on: bool, reason: str) -> LinkingRule:
    """Switch the rule with a reason; switched on, it acts on what waits in the background.

    Raises NotPermitted, InvalidInput (`reason`), Conflict when it is so already.
    """
    made = linking_rule.switch(actor=actor, now=now, is_on=is_on, reason=reason)
    record(
        actor=actor,
        now=now,
        name="sales.rule.switched_on" if is_on else "sales.rule.switched_off",
        subject_kind="linking_rule",
        subject_id=made.pk,
        reason=made.reason,
    )
    if is_on:
        app.configure_task(LINK).defer()
    return made


def link_if_clear(*, now: datetime, document_id: int) -> bool:
    """Link an invoice of this transaction if the rule is on and the case is clear; tell whether."""
    return linking_rule.is_on() and _link(now, [document_id]) > 0


def link_clear_cases(*, now: datetime) -> int:
    """Link all clear cases while the rule is on, part by part; return how many. Twice is once."""
    linked, after = 0, 0
    while linking_rule.is_on():
        waiting = clear_cases().filter(pk__gt=after).values_list("pk", flat=True)
        part = list(waiting[:PART])
        if not part:
            break
        linked += _link(now, part)
        after = part[-1]
    return linked


@transaction.atomic
def _link(now: datetime, document_ids: Iterable[int]) -> int:
    # Locked before they are judged: what a person links or states meanwhile is seen.
    ids = sorted(document_ids)
    list(Document.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    found = list(clear_cases(ids))
    notices = Notice.objects.in_bulk({row.holder_id for row in found})  # type: ignore[attr-defined]
    for document in found:
        notice = notices[document.holder_id]  # type: ignore[attr-defined]
        make_whole_link(document, notice, now, None)
        reference = notice.reference
        tell(SYSTEM, now, "document.linked_by_rule", document, reference=reference)
        tell_notice(SYSTEM, now, "document.linked", document, notice.pk, reference=reference)
    if found:
        accrue_documents(actor=SYSTEM, now=now, document_ids=[row.pk for row in found])
    return len(found)
