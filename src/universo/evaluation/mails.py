"""Mails of the evaluation, enqueued in the transaction of their fact (protocol 8).

None of them tells a sponsor that somebody else notified the same customer, before his decision; and
then never who (PROGRAMME.md §4).
"""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from universo.identity.models import User
from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.opportunities.models import Clarification, Notice
from universo.opportunities.queries import decision_for_sponsor, meter_of


def tell_accepted(notice: Notice, now: datetime) -> None:
    """Tell the sponsor that his notice was accepted, and the channel managers that it waits (R-11)."""
    _send("notice_accepted", notice, notice.author, now, note=_one_line(notice.decision_note))
    for manager in holders(StaffRole.CHANNEL_MANAGER):
        _send("notice_to_route", notice, manager, now)


def tell_declined(notice: Notice, now: datetime) -> None:
    """Tell the sponsor the reason and the note that he may read."""
    with translation.override(notice.author.language):
        said = decision_for_sponsor(notice)
        reason, note = str(said["reason"]), _one_line(said["note"])
    _send("notice_declined", notice, notice.author, now, reason=reason, note=note)


def tell_lapsed(notice: Notice, now: datetime) -> None:
    """Tell the sponsor that the term passed without an answer (R-10)."""
    _send("notice_lapsed", notice, notice.author, now)


def ask_sponsor(asked: Clarification, notice: Notice, now: datetime) -> None:
    """Pass the executive's question to the sponsor (P-4)."""
    _send(
        "clarification_asked",
        notice,
        notice.author,
        now,
        serial=asked.pk,
        question=_one_line(asked.question),
    )


def remind(notice: Notice, executive: User, now: datetime, *, bucket: str, days_left: int) -> bool:
    """Remind the executive, once for each bucket of days left; return whether it is a new mail."""
    with translation.override(executive.language):
        meter = render_to_string("mail/notice_meter.html", {"meter": meter_of(notice, now)})
    mail = _send(
        "notice_reminder",
        notice,
        executive,
        now,
        serial=bucket,
        days_left=days_left,
        meter_html=meter,
    )
    return bool(mail.created_at == now)


def _one_line(text: str) -> str:
    """One paragraph: a text of a person must not turn into a button of the mail."""
    return " ".join(text.split())


def _send(
    template: str,
    notice: Notice,
    to: User,
    now: datetime,
    *,
    serial: object = "",
    **context: Any,
) -> Any:
    key = f"{template}.{notice.pk}.{serial}" if serial else f"{template}.{notice.pk}"
    return enqueue_mail(
        key=key,
        to=to.email,
        template=template,
        context={"notice": notice, "person": to, **context},
        now=now,
        language=to.language,
    )
