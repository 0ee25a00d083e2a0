"""Writing notices: drafts, withdrawing, answers. Called inside a use case's transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.domain.lifecycle import NOTICE, check_move
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.opportunities.models import Clarification, Notice, NoticeStatus
from universo.opportunities.queries import visible_to
from universo.opportunities.typed import as_typed
from universo.program.choices import Category

LONGEST_ANSWER = 4_000
ALREADY_SENT = _("This notice was already sent; it can no longer be changed.")


def require_sponsor(actor: Actor) -> tuple[int, int]:
    """Return the partner for whom the actor may notify, and the user (R-3). Raises NotPermitted."""
    if actor.partner_id is None or not actor.in_category(Category.SPONSOR):
        raise NotPermitted(_("Only sponsors notify opportunities."))
    if actor.user_id is None:
        raise NotPermitted(_("Only sponsors notify opportunities."))
    return actor.partner_id, actor.user_id


def store_draft(*, actor: Actor, now: datetime, uid: UUID, data: dict[str, Any]) -> Notice:
    """Create or replace a draft as typed; the newer saving wins.

    Raises NotPermitted for another organisation's, Conflict once it was sent.
    """
    partner_id, user_id = require_sponsor(actor)
    typed = as_typed(data)
    notice, created = Notice.objects.get_or_create(
        uid=uid,
        defaults={
            "partner_id": partner_id,
            "author_id": user_id,
            "status": NoticeStatus.DRAFT,
            "draft": typed,
            "created_at": now,
            "updated_at": now,
        },
    )
    if notice.partner_id != partner_id:
        raise NotPermitted(_("That notice does not exist."))
    if not created:
        changed = Notice.objects.filter(pk=notice.pk, status=NoticeStatus.DRAFT).update(
            draft=typed, updated_at=now
        )
        if not changed:
            raise Conflict(ALREADY_SENT)
        notice.draft, notice.updated_at = typed, now
    return notice


def discard_draft(*, actor: Actor, uid: UUID) -> bool:
    """Delete a draft of the actor's organisation; return whether there was one.

    Raises Conflict when it was sent meanwhile.
    """
    require_sponsor(actor)
    mine = visible_to(actor).filter(uid=uid)
    deleted, _rows = mine.filter(status=NoticeStatus.DRAFT).delete()
    if not deleted and mine.exists():
        raise Conflict(ALREADY_SENT)
    return bool(deleted)


def withdraw(*, actor: Actor, now: datetime, notice_id: int) -> Notice:
    """Withdraw a notice under review; it protects nobody from now on (P-5).

    Raises NotPermitted when it is not the actor's, Conflict when it was decided or lapsed.
    """
    require_sponsor(actor)
    if not visible_to(actor).filter(pk=notice_id).exists():
        raise NotPermitted(_("That notice does not exist."))
    check_move(NOTICE, NoticeStatus.SUBMITTED, NoticeStatus.WITHDRAWN)
    moved = Notice.objects.filter(
        pk=notice_id, status=NoticeStatus.SUBMITTED, due_at__gt=now
    ).update(status=NoticeStatus.WITHDRAWN, withdrawn_at=now, updated_at=now)
    notice = Notice.objects.select_related("prospect", "executive", "partner").get(pk=notice_id)
    if not moved:
        raise Conflict(_("This notice is no longer under review, so it cannot be withdrawn."))
    record(
        actor=actor,
        now=now,
        name="opportunities.notice.withdrawn",
        subject_kind="notice",
        subject_id=notice.pk,
        partner_may_read=True,
    )
    return notice


def answer(*, actor: Actor, now: datetime, clarification_id: int, text: str) -> Clarification:
    """Answer a question of the executive, once; the clock has kept running (P-4).

    Raises NotPermitted, Conflict when it was answered or the notice is no longer under review,
    DomainError when there is no text.
    """
    require_sponsor(actor)
    found = (
        Clarification.objects.select_related("notice__prospect", "asked_by")
        .filter(pk=clarification_id, notice__in=visible_to(actor))
        .first()
    )
    if found is None:
        raise NotPermitted(_("That question does not exist."))
    answered = text.replace("\x00", "").strip()
    if not answered:
        raise DomainError(_("Write the answer."), field="answer")
    if len(answered) > LONGEST_ANSWER:
        sentence = _("At most %(limit)d characters.") % {"limit": LONGEST_ANSWER}
        raise DomainError(sentence, field="answer")
    _store_answer(found, actor, now, answered)
    record(
        actor=actor,
        now=now,
        name="opportunities.clarification.answered",
        subject_kind="notice",
        subject_id=found.notice_id,
        partner_may_read=True,
        note=answered,
    )
    return found


def _store_answer(found: Clarification, actor: Actor, now: datetime, text: str) -> None:
    open_ones = Clarification.objects.filter(
        pk=found.pk,
        answered_at=None,
        notice__status=NoticeStatus.SUBMITTED,
        notice__due_at__gt=now,
    )
    if not open_ones.update(answer=text, answered_at=now, answered_by_id=actor.user_id):
        raise Conflict(_("This question can no longer be answered here."))
    found.answer, found.answered_at = text, now
