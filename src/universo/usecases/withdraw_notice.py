"""A sponsor takes back a notice that is still under review."""

from datetime import datetime

from django.db import transaction

from universo.identity.actor import Actor
from universo.notifications.operations import enqueue_mail
from universo.opportunities import operations
from universo.opportunities.models import Notice


@transaction.atomic
def withdraw_notice(*, actor: Actor, now: datetime, notice_id: int) -> Notice:
    """Withdraw it and tell the executive. Raises NotPermitted, Conflict when it is over."""
    notice = operations.withdraw(actor=actor, now=now, notice_id=notice_id)
    assert notice.executive is not None
    enqueue_mail(
        key=f"notice_withdrawn.{notice.pk}",
        to=notice.executive.email,
        template="notice_withdrawn",
        context={"notice": notice, "person": notice.executive},
        now=now,
        language=notice.executive.language,
    )
    return notice
