"""What people are told by mail about categories; one template, told apart by `event`."""

from datetime import date, datetime
from typing import Any

from universo.identity.queries import holders
from universo.identity.roles import StaffRole
from universo.notifications.operations import enqueue_mail
from universo.partners.category_models import CategoryRequest
from universo.partners.models import Partner
from universo.partners.queries import administrators_of
from universo.program.choices import Category


def tell_programme(found: CategoryRequest, now: datetime) -> None:
    """Tell the administrators of the programme that a request waits."""
    addresses = {person.email for person in holders(StaffRole.PROGRAM_ADMIN)}
    event = "asked_to_join" if found.joins else "asked_to_leave"
    _send(found.partner, found.category, event, f"category.{found.pk}.asked", addresses, now,
          about=found.about, page="backoffice:category_request", record_id=found.pk)  # fmt: skip


def tell_partner(found: CategoryRequest, now: datetime) -> None:
    """Tell who asked, the partner's administrators and its executive how it was answered."""
    event = f"{'joining' if found.joins else 'leaving'}_{found.status.lower()}"
    addresses = {found.asked_by.email, *_people_of(found.partner)}
    _send(found.partner, found.category, event, f"category.{found.pk}.answered", addresses, now,
          day=found.effective_date, answer=found.answer, page="portal:categories")  # fmt: skip


def tell_ended(found: Partner, category: str, day: date, reason: str, now: datetime) -> None:
    """Tell the partner's administrators and its executive that a category ends on a day."""
    _send(found, category, "ended", f"category.ended.{found.pk}.{category}.{now.isoformat()}",
          _people_of(found), now, day=day, answer=reason, page="portal:categories")  # fmt: skip


def _people_of(found: Partner) -> set[str]:
    executive = found.account_executive
    return {*administrators_of(found.pk), *([executive.email] if executive else [])}


def _send(
    found: Partner,
    category: str,
    event: str,
    key: str,
    addresses: set[str],
    now: datetime,
    **context: Any,
) -> None:
    for address in sorted(addresses):
        enqueue_mail(
            key=key,
            to=address,
            template="category",
            context={
                "event": event,
                "partner": found,
                "category": Category(category).label,
                "day": None,
                "answer": "",
                "record_id": None,
                **context,
            },
            now=now,
        )
