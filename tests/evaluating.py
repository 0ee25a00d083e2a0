"""Sent notices and known customers for tests of the evaluation."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import builders
from universo.customers.customer_data import CustomerData
from universo.customers.models import KnownCustomer
from universo.evaluation import operations
from universo.evaluation.models import CheckKind, Finding, Verdict
from universo.identity.actor import Actor
from universo.opportunities.models import Notice
from universo.usecases.evaluate_notice import evaluate_notice
from universo.usecases.record_customer import record_customer
from universo.usecases.submit_notice import submit_notice

NOON = builders.NOON
HOUR = timedelta(hours=1)
LONG_BEFORE = NOON - timedelta(days=400)  # on the list before any notice of the tests


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def send(sponsor: Actor, *, when: datetime = NOON, **changes: Any) -> Notice:
    """A notice sent by this sponsor."""
    data = builders.notice_data(**changes)
    return submit_notice(actor=sponsor, clock=at(when), uid=builders.new_uid(), data=data)


def evaluated(sponsor: Actor, *, when: datetime = NOON, **changes: Any) -> Notice:
    """A sent notice with its automatic evidence."""
    notice = send(sponsor, when=when, **changes)
    assert evaluate_notice(now=when, notice_id=notice.pk)
    return notice


def pass_all(executive: Actor, notice: Notice, when: datetime = NOON + HOUR) -> None:
    """The executive passes the four checks one by one."""
    for kind in CheckKind.values:
        operations.set_verdict(
            actor=executive, now=when, notice_id=notice.pk, kind=kind, verdict=Verdict.PASSED
        )


def ready(sponsor: Actor, executive: Actor, **changes: Any) -> Notice:
    """A notice that can be accepted."""
    notice = evaluated(sponsor, **changes)
    pass_all(executive, notice)
    return notice


def known(actor: Actor, owner_id: int | None = None, **facts: Any) -> KnownCustomer:
    """A known customer of Hasar, or of a reseller."""
    data = CustomerData(**{"legal_name": "Cliente Conocido S.A.", **facts})
    return record_customer(actor=actor, now=LONG_BEFORE, owner_id=owner_id, data=data)


def findings(notice: Notice, kind: str) -> list[Finding]:
    return list(Finding.objects.filter(check_of__notice=notice, check_of__kind=kind))


def codes(notice: Notice, kind: str) -> dict[str, bool | None]:
    """The codes of the evidence of a check, and how each speaks."""
    from universo.evaluation.models import Check

    return {row["code"]: row["ok"] for row in Check.objects.get(notice=notice, kind=kind).evidence}
