"""A sponsor answers what the executive asked; the clock has kept running (P-4)."""

from datetime import datetime

from django.db import transaction

from universo.identity.actor import Actor
from universo.notifications.operations import enqueue_mail
from universo.opportunities import operations
from universo.opportunities.models import Clarification


@transaction.atomic
def answer_clarification(
    *, actor: Actor, now: datetime, clarification_id: int, answer: str
) -> Clarification:
    """Store the answer, once, and tell who asked. Raises NotPermitted, Conflict, DomainError."""
    found = operations.answer(actor=actor, now=now, clarification_id=clarification_id, text=answer)
    enqueue_mail(
        key=f"clarification_answered.{found.pk}",
        to=found.asked_by.email,
        template="clarification_answered",
        context={
            "notice": found.notice,
            # In one paragraph each: a text of somebody else must not turn into a button.
            "question": " ".join(found.question.split()),
            "answer": " ".join(found.answer.split()),
        },
        now=now,
        language=found.asked_by.language,
    )
    return found
