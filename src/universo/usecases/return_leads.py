"""The leads of a reseller that left the category come back to Hasar, to be routed again (R-1, R-11)."""

from datetime import datetime

from django.db import transaction

from universo.audit.operations import record
from universo.domain.decision_clock import local_date
from universo.identity.actor import SYSTEM
from universo.routing import mails
from universo.routing.models import Assignment
from universo.routing.operations import take_from_former
from universo.routing.queries import leads_of_former


def return_leads(now: datetime) -> int:
    """Take back what is open, each in a transaction of its own; return how many. Again takes none."""
    found = leads_of_former(local_date(now)).values_list("pk", flat=True)
    return sum(_return(pk, now) for pk in list(found))


@transaction.atomic
def _return(assignment_id: int, now: datetime) -> int:
    related = ("channel", "notice__prospect__province", "notice__executive")
    lead = Assignment.objects.select_related(*related).get(pk=assignment_id)
    if not take_from_former(now=now, current=lead):
        return 0
    for kind, subject, partner_reads in (
        ("notice", lead.notice_id, False), ("assignment", lead.pk, True)
    ):  # fmt: skip
        record(
            actor=SYSTEM, now=now, name="routing.assignment.channel_gone", subject_kind=kind,
            subject_id=subject, partner_may_read=partner_reads, channel=lead.channel.name,
        )  # fmt: skip
    mails.channel_gone(lead, now)
    return 1
