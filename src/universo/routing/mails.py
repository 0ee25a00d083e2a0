"""The mails about a lead: to its reseller, the sponsor, the executive and the channel managers.

Each has a stable id by assignment and event, so that a repetition sends nothing again (protocol 8).
"""

from collections.abc import Iterable
from datetime import datetime

from universo.identity.models import User
from universo.notifications.operations import enqueue_mail
from universo.routing import recipients
from universo.routing.models import Assignment


def new_lead(made: Assignment, now: datetime) -> None:
    """Tell the reseller's people that a lead waits for their answer; no contact data yet."""
    _send("new_lead", "offered", recipients.people_of_channel(made.channel), made, now)


def taken_back(made: Assignment, now: datetime) -> None:
    """Tell the reseller, or the executive for own staff, that the lead is no longer theirs."""
    people = recipients.people_of_channel(made.channel) or recipients.executive_of(made.notice)
    _send("lead_taken_back", "taken_back", people, made, now)


def own_staff(made: Assignment, now: datetime) -> None:
    """Tell the executive that Hasar's own staff has it, and the sponsor the channel."""
    _send("own_staff_lead", "started", recipients.executive_of(made.notice), made, now)
    _send("channel_assigned", "assigned", recipients.sponsor_of(made.notice), made, now)


def accepted(made: Assignment, now: datetime) -> None:
    """Tell the sponsor and the executive which channel took the lead."""
    _send("channel_assigned", "assigned", recipients.sponsor_of(made.notice), made, now)
    _send("channel_accepted", "accepted", recipients.executive_of(made.notice), made, now)


def declined(made: Assignment, now: datetime) -> None:
    """Tell the channel managers, who must choose another one, and the executive."""
    people = [*recipients.channel_managers(), *recipients.executive_of(made.notice)]
    _send("channel_declined", "declined", people, made, now, reason=made.outcome_note)


def channel_gone(made: Assignment, now: datetime) -> None:
    """Tell the channel managers and the executive that it needs another channel, the people who had it
    that it is no longer theirs."""
    people = [*recipients.channel_managers(), *recipients.executive_of(made.notice)]
    _send("channel_gone", "channel_gone", people, made, now)
    _send("lead_taken_back", "taken_back", recipients.people_of_channel(made.channel), made, now)


def closed(made: Assignment, now: datetime) -> None:
    """Tell the sponsor and the executive that it was won or lost."""
    event = made.status.lower()
    loss = made.get_loss_reason_display() if made.loss_reason else ""
    _send(f"lead_{event}_sponsor", event, recipients.sponsor_of(made.notice), made, now, loss=loss)
    _send(
        f"lead_{event}_executive",
        event,
        recipients.executive_of(made.notice),
        made,
        now,
        loss=loss,
        note=made.outcome_note,
    )


def one_line(text: str) -> str:
    """Return what a person typed as one line: it must not become a subject or a button of its own."""
    return " ".join(str(text).split())


def _send(
    template: str,
    event: str,
    people: Iterable[User],
    made: Assignment,
    now: datetime,
    **more: str,
) -> None:
    prospect = made.notice.prospect
    for person in {row.pk: row for row in people}.values():
        enqueue_mail(
            key=f"routing.assignment.{made.pk}.{event}.{template}",
            to=person.email,
            template=f"routing_{template}",
            context={
                "name": person.full_name,
                "customer": one_line(prospect.trade_name or prospect.legal_name)
                if prospect
                else "",
                "province": str(prospect.province or "") if prospect else "",
                "need": one_line(made.notice.need),
                "reference": made.notice.reference,
                "channel": made.channel.name,
                "own_staff": made.channel.partner_id is None,
                "assignment_id": made.pk,
                "notice_id": made.notice_id,
                **{name: one_line(text) for name, text in more.items()},
            },
            now=now,
            language=person.language,
        )
