"""Writing the evaluation: the verdicts on the four checks, and who looked."""

from datetime import datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.models import Event
from universo.audit.operations import record
from universo.domain.decision_clock import BUENOS_AIRES, local_date
from universo.errors import DomainError, NotPermitted
from universo.evaluation import evidence
from universo.evaluation.models import Check, CheckKind, Verdict
from universo.evaluation.queries import may_evaluate, visible_to
from universo.evaluation.seen import SeenCheck, checks_of
from universo.evaluation.standing import refuse_unless_open
from universo.identity.actor import Actor
from universo.opportunities.models import Notice

LONGEST_NOTE = 2_000
VIEWED = "evaluation.notice.viewed"
SEARCHED = (CheckKind.DUPLICATES, CheckKind.CUSTOMERS)  # nobody passes these unseen


class UnableToDecide(DomainError):
    """The evaluation does not allow it yet, or contradicts itself."""


def tidy(text: str, *, field: str) -> str:
    """Return a note without blanks around it; DomainError when it is too long."""
    clean = text.replace("\x00", "").strip()
    if len(clean) > LONGEST_NOTE:
        sentence = _("At most %(limit)d characters.") % {"limit": LONGEST_NOTE}
        raise DomainError(sentence, field=field)
    return clean


def lock_for_evaluation(actor: Actor, now: datetime, notice_id: int) -> Notice:
    """Lock a notice that the actor evaluates and that still waits for a decision.

    Raises NotPermitted, or Conflict when it was decided, withdrawn or fell due (R-10).
    """
    rows = visible_to(actor).filter(pk=notice_id).select_related("partner", "decided_by")
    notice = rows.select_for_update(of=("self",), no_key=True).first()
    if notice is None or not may_evaluate(actor, notice):
        raise NotPermitted("")
    refuse_unless_open(notice, now)
    return notice


@transaction.atomic
def set_verdict(
    *, actor: Actor, now: datetime, notice_id: int, kind: str, verdict: str, note: str = ""
) -> Check:
    """Store the executive's own verdict on one of the four checks (R-8); PENDING takes it back.

    Raises NotPermitted, Conflict once it was decided or fell due, UnableToDecide (field `note` or
    `verdict`) when the verdict contradicts what was found.
    """
    notice = lock_for_evaluation(actor, now, notice_id)
    if kind not in CheckKind.values or verdict not in Verdict.values:
        raise UnableToDecide(_("Choose one of the verdicts."), field="verdict")
    clean = tidy(note, field="note")
    seen = checks_of(notice, now)[kind]
    if verdict == Verdict.PASSED:
        refuse_contradiction(seen, clean)
    return store_verdict(actor, now, notice, kind, verdict, clean)


def store_verdict(
    actor: Actor, now: datetime, notice: Notice, kind: str, verdict: str, note: str
) -> Check:
    """Write a verdict that was found to hold; the same one again writes nothing."""
    check, _new = Check.objects.get_or_create(notice=notice, kind=kind)
    if (check.verdict, check.note) == (verdict, note):
        return check
    pending = verdict == Verdict.PENDING
    check.verdict, check.note = verdict, note
    check.decided_by_id = None if pending else actor.user_id
    check.decided_at = None if pending else now
    check.save(update_fields=["verdict", "note", "decided_by", "decided_at"])
    outcome = "reopened" if pending else verdict.lower()
    tell(actor, now, notice.pk, f"{kind.lower()}.{outcome}", note=note)
    return check


def refuse_contradiction(seen: SeenCheck, note: str) -> None:
    """Raise UnableToDecide when a check cannot pass as things stand."""
    kind = seen.check.kind
    if kind in SEARCHED and seen.check.evidence_at is None:
        raise UnableToDecide(
            _("The comparison has not been made yet: search first, then decide."), field="verdict"
        )
    if seen.proven:
        raise UnableToDecide(
            _("You judged a look-alike to be the same, so this check cannot pass."), field="verdict"
        )
    if seen.unjudged:
        raise UnableToDecide(
            _("Say first of each strong look-alike whether it is the same or another one."),
            field="verdict",
        )
    if kind != CheckKind.NEED:
        return
    if evidence.need_is_outside(seen.check.evidence):
        raise UnableToDecide(
            _("All that is asked lies outside the sponsor's level, so the need cannot pass."),
            field="verdict",
        )
    if evidence.need_is_partial(seen.check.evidence) and not note:
        raise UnableToDecide(
            _("Write what the need is limited to: a part of it cannot be certified."), field="note"
        )


@transaction.atomic
def pass_pending(*, actor: Actor, now: datetime, notice_id: int) -> int:
    """Pass, as the executive's own verdict, the checks not decided yet against which nothing speaks.

    Returns how many. Raises NotPermitted, Conflict.
    """
    notice = lock_for_evaluation(actor, now, notice_id)
    passed = 0
    for kind, seen in checks_of(notice, now).items():
        if seen.check.verdict == Verdict.PENDING and is_clear(seen):
            store_verdict(actor, now, notice, kind, Verdict.PASSED, "")
            passed += 1
    return passed


def is_clear(seen: SeenCheck) -> bool:
    """Tell whether there is evidence and none of it speaks against passing."""
    if seen.check.evidence_at is None or any(row["ok"] is False for row in seen.check.evidence):
        return False
    return not any(one.is_suspect for one in seen.findings)


def record_view(*, actor: Actor, now: datetime, notice_id: int) -> bool:
    """Keep who looked into a notice, once per person and local day; return whether it is new.

    The trace against leaks: a rival's notice soon after can be held against it.
    """
    today = datetime.combine(local_date(now), time(), tzinfo=BUENOS_AIRES)
    seen = Event.objects.filter(
        subject_kind="notice",
        subject_id=notice_id,
        actor_id=actor.user_id,
        name=VIEWED,
        at__gte=today,
    )
    if seen.exists():
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"view:{actor.user_id}:{notice_id}:{today.date()}"],
            )
        if seen.all().exists():
            return False
        record(actor=actor, now=now, name=VIEWED, subject_kind="notice", subject_id=notice_id)
    return True


def tell(actor: Actor, now: datetime, notice_id: int, name: str, **data: Any) -> None:
    """Add a line that only Hasar's people read."""
    record(
        actor=actor,
        now=now,
        name=f"evaluation.{name}",
        subject_kind="notice",
        subject_id=notice_id,
        **data,
    )
