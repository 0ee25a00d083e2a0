"""A person reads the pages of a course (R-2)."""

from datetime import datetime

from django.db import transaction

from universo.benefits.choices import Service
from universo.benefits.queries import require_benefit
from universo.benefits.training import queries
from universo.benefits.training.models import Page, PageRead
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.usecases.earn_certificate import earn


@transaction.atomic
def read_page(*, actor: Actor, now: datetime, page_id: int) -> Page:
    """Record that the actor read a page of the edition in force; again changes nothing, unless what was
    read before does not count any more.

    Who has done with it all that the course asks for gets the certificate. Raises NotPermitted.
    """
    require_benefit(actor, Service.TRAINING, local_date(now))
    page = queries.page_of(actor, page_id)
    course_id = page.version.course_id
    if page in queries.reading(actor.user_id or 0, page.version.course, now).left:
        PageRead.objects.update_or_create(
            user_id=actor.user_id or 0, course_id=course_id, sha256=page.sha256,
            defaults={"partner_id": actor.partner_id or 0, "read_at": now},
        )  # fmt: skip
    earn(actor=actor, now=now, user_id=actor.user_id or 0, partner_id=actor.partner_id or 0,
         course_id=course_id)  # fmt: skip
    return page
