"""The executive asks the sponsor for more data; the clock keeps running (P-4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import Conflict
from universo.evaluation import mails
from universo.evaluation.operations import UnableToDecide, lock_for_evaluation, tidy
from universo.identity.actor import Actor
from universo.opportunities.models import Clarification

MOST_OPEN = 5


@transaction.atomic
def ask_clarification(
    *, actor: Actor, now: datetime, notice_id: int, question: str
) -> Clarification:
    """Store the question and mail it to the sponsor; the same open question again is the first one.

    Raises NotPermitted, Conflict once it was decided or fell due, UnableToDecide (field `question`).
    """
    notice = lock_for_evaluation(actor, now, notice_id)
    clean = tidy(question, field="question")
    if len(clean) < 10:
        raise UnableToDecide(_("Write the question for the sponsor."), field="question")
    waiting = Clarification.objects.filter(notice=notice, answered_at__isnull=True)
    again = waiting.filter(question=clean).first()
    if again is not None:
        return again
    if waiting.count() >= MOST_OPEN:
        raise Conflict(_("There are already five questions without an answer."), field="question")
    assert actor.user_id is not None  # an executive has one
    asked = Clarification.objects.create(
        notice=notice, question=clean, asked_at=now, asked_by_id=actor.user_id
    )
    record(
        actor=actor,
        now=now,
        name="opportunities.clarification.asked",
        subject_kind="notice",
        subject_id=notice.pk,
        partner_may_read=True,
        note=clean,
    )
    mails.ask_sponsor(asked, notice, now)
    return asked
