"""Does a notice still wait for a decision, and if not, what happened, in a sentence."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import BUENOS_AIRES, has_lapsed
from universo.errors import Conflict
from universo.opportunities.models import Notice, NoticeStatus


def is_open(notice: Notice, now: datetime) -> bool:
    """Tell whether a notice can be decided at `now`: under review and not past due (R-9, R-10)."""
    if notice.status != NoticeStatus.SUBMITTED or notice.due_at is None:
        return False
    return not has_lapsed(notice.due_at, now)


def refuse_unless_open(notice: Notice, now: datetime) -> None:
    """Raise Conflict, with what happened, when the notice cannot be decided any more."""
    if not is_open(notice, now):
        raise Conflict(what_happened(notice))


def what_happened(notice: Notice) -> Any:
    """Return why a notice that is not open cannot be decided: who decided, when, or the term."""
    said = {
        "who": notice.decided_by.full_name if notice.decided_by else "",
        "when": _moment(notice.decided_at or notice.withdrawn_at or notice.due_at),
    }
    if notice.status == NoticeStatus.ACCEPTED:
        return _("%(who)s already accepted this notice on %(when)s.") % said
    if notice.status == NoticeStatus.DECLINED:
        return _("%(who)s already declined this notice on %(when)s.") % said
    if notice.status == NoticeStatus.WITHDRAWN:
        return _("The sponsor withdrew this notice on %(when)s.") % said
    return _(
        "The term ended on %(day)s at 24:00: the notice was dismissed and can no longer be decided."
    ) % {"day": notice.due_date.strftime("%d/%m/%Y") if notice.due_date else ""}


def _moment(at: datetime | None) -> str:
    return at.astimezone(BUENOS_AIRES).strftime("%d/%m/%Y %H:%M") if at else ""
