"""What happens to the demo's notices, each act by the person it belongs to."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from universo.demo.companies import Case
from universo.demo.people import COMPANIES, DOMAIN
from universo.evaluation.judging import judge_finding
from universo.evaluation.models import Finding
from universo.evaluation.operations import set_verdict
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.opportunities.models import Notice
from universo.partners.actors import actor_for
from universo.routing.models import ExecutingChannel
from universo.routing.queries import assignment_of
from universo.usecases.assign_channel import assign_channel
from universo.usecases.decide_notice import accept_notice, decline_notice
from universo.usecases.evaluate_notice import evaluate_notice
from universo.usecases.submit_notice import submit_notice
from universo.usecases.work_lead import accept_lead

CHECKS = ("DATA", "DUPLICATES", "NEED", "CUSTOMERS")
DOMAINS = {person: company.domain for company in COMPANIES for person, _name in company.people}
EXECUTIVES = {
    person: company.executive for company in COMPANIES for person, _name in company.people
}


def uid(*parts: object) -> uuid.UUID:
    """Return the stable client id of something of the demo."""
    space = uuid.UUID("6f6d0a3e-3a58-4a6b-9d6e-1d5c2f0a9b11")
    return uuid.uuid5(space, "/".join(str(part) for part in parts))


def colleague(key: str) -> Actor:
    """Return the Actor of a person of Hasar."""
    return actor_for(User.objects.get(email=f"{key}@{DOMAIN}"))


def partner_person(key: str) -> Actor:
    """Return the Actor of a person of a partner."""
    return actor_for(User.objects.get(email=f"{key}@{DOMAINS[key]}"))


def typed(case: Case) -> dict[str, Any]:
    """Return what the sponsor typed."""
    return {
        "legal_name": case.legal_name,
        "trade_name": case.trade_name,
        "cuit": case.cuit,
        "province": case.province,
        "locality": case.locality,
        "phone": case.phone,
        "web": case.web,
        "contact_name": case.contact,
        "contact_role": case.role,
        "need": case.need,
        "families": list(case.families),
        "products": [],
        "budget": case.budget,
        "currency": case.currency,
        "timeframe": case.timeframe,
        "consent": True,
    }


def find(case: Case) -> Notice:
    """Return the stored notice of a case."""
    return Notice.objects.get(uid=uid("notice", case.key))


def send(case: Case) -> Callable[[datetime], object]:
    """Return the act of notifying; the automatic evidence follows at once, as the worker does."""

    def act(now: datetime) -> None:
        notice = submit_notice(
            actor=partner_person(case.sender),
            clock=lambda: now,
            uid=uid("notice", case.key),
            data=typed(case),
        )
        evaluate_notice(now=now, notice_id=notice.pk)

    return act


def check(
    case: Case, kinds: tuple[str, ...] = CHECKS, failed: str = ""
) -> Callable[[datetime], object]:
    """Return the act of deciding some of the four checks (R-8)."""

    def act(now: datetime) -> None:
        executive = colleague(EXECUTIVES[case.sender])
        for kind in kinds:
            set_verdict(
                actor=executive,
                now=now,
                notice_id=find(case).pk,
                kind=kind,
                verdict="FAILED" if kind == failed else "PASSED",
                note="Coincide con un cliente de un revendedor." if kind == failed else "",
            )

    return act


def accept(case: Case) -> Callable[[datetime], object]:
    """Return the acts of deciding the four checks and accepting."""

    def act(now: datetime) -> None:
        check(case)(now)
        accept_notice(
            actor=colleague(EXECUTIVES[case.sender]),
            clock=lambda: now,
            notice_id=find(case).pk,
            note="",
        )

    return act


def decline_as_customer(case: Case) -> Callable[[datetime], object]:
    """Return the acts of failing check (4) and declining."""

    def act(now: datetime) -> None:
        for finding in Finding.objects.filter(
            check_of__notice=find(case), known_customer__isnull=False, outcome="same"
        ):
            judge_finding(
                actor=colleague(EXECUTIVES[case.sender]),
                now=now,
                finding_id=finding.pk,
                verdict="SAME",
            )
        check(case, failed="CUSTOMERS")(now)
        decline_notice(
            actor=colleague(EXECUTIVES[case.sender]),
            clock=lambda: now,
            notice_id=find(case).pk,
            reason="KNOWN_CUSTOMER",
            note="La clínica ya compra a la red del programa.",
        )

    return act


def judge(case: Case, external_id: str, verdict: str) -> Callable[[datetime], object]:
    """Return the act of judging the look-alike that a known customer is, if the search found it."""

    def act(now: datetime) -> None:
        for finding in Finding.objects.filter(
            check_of__notice=find(case), known_customer__external_id=external_id
        ):
            judge_finding(
                actor=colleague(EXECUTIVES[case.sender]),
                now=now,
                finding_id=finding.pk,
                verdict=verdict,
            )

    return act


def assign(case: Case, channel: str | None, profile: str) -> Callable[[datetime], object]:
    """Return the act of picking a channel by its name (None: Hasar's own staff)."""

    def act(now: datetime) -> None:
        found = ExecutingChannel.objects.get(
            **({"name": channel} if channel else {"partner": None})
        )
        assign_channel(
            actor=colleague("carla"),
            now=now,
            notice_id=find(case).pk,
            channel_id=found.pk,
            profile=profile,
            note="Prioridad del mes." if channel else "",
        )

    return act


def lead_id(case: Case) -> int:
    """Return the id of the case's assignment."""
    found = assignment_of(find(case).pk)
    if found is None:
        raise LookupError(f"the notice {case.key} has no channel")
    return found.pk


def take(case: Case, person: str) -> Callable[[datetime], object]:
    """Return the act of a reseller accepting its lead."""
    return lambda now: accept_lead(
        actor=partner_person(person), now=now, assignment_id=lead_id(case)
    )
