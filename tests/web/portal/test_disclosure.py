"""No partner learns that somebody else notified his customer before his own notice is decided, nor
ever whose it is (PROGRAMME.md §4, protocol 7): every page, mail and answer, with and without a rival."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

import builders
from builders import NOON
from cast import Cast
from evaluating import findings, send
from universo.audit.models import Event
from universo.evaluation.judging import judge_finding
from universo.evaluation.models import CheckKind
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.notifications.models import Mail
from universo.opportunities.models import DeclineReason, Notice
from universo.usecases.decide_notice import decline_notice
from universo.usecases.evaluate_notice import evaluate_notice
from web.test_access_walk import CODES, SKIPPED, routes

HOUR = timedelta(hours=1)
CUIT = builders.cuit(61_040_056)
SHARED = {"legal_name": "Almacén Disputado S.A.", "cuit": CUIT, "phone": "011 4743-2210"}
# Words of the earlier notice and of its sponsor that stand nowhere else.
CANARIES = ("Ferreyra", "Tomás", "Zarzaparrilla", "Quebrachal", "OP-000001")
EARLIER = {"need": "Cajas nuevas para el depósito Zarzaparrilla, con lectores y balanzas.",
           "contact_name": "Ramona Quebrachal"}  # fmt: skip
# What is a notice's own: instants, numbers, hashes, signatures, tokens of forms, pictures.
OWN = re.compile(r"data:image[^\"]+|[A-Za-z0-9+/=_-]{30,}|[0-9a-f]{16,}|\d[\d:.,]*")


def common(text: str) -> str:
    """What is left of a text without what is its notice's own."""
    return OWN.sub("#", unescape(text))


def browser(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def everything_read_by(actor: Actor, notice: Notice) -> dict[str, str]:
    """Every address of the product that takes no record, or a notice's: what this person gets there."""
    client, seen = browser(actor), {}
    values = {**CODES, "notice_id": notice.pk, "uid": notice.uid}
    for route in routes():
        if route.rule is None or route.name in SKIPPED or not set(route.params) <= set(values):
            continue
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values[m[1]]), route.pattern)
        answer = client.get(path)
        body = b"" if answer.get("Content-Type", "") == "application/pdf" else answer.getvalue()
        seen[f"{route.name}"] = f"{answer.status_code} {body.decode('utf-8', 'replace')}"
    mails = Mail.objects.filter(recipient=User.objects.get(pk=actor.user_id).email).order_by("pk")
    seen["mails"] = "\n".join(f"{m.subject}\n{m.text}\n{m.html}" for m in mails)
    told = Event.objects.filter(subject_kind="notice", subject_id=notice.pk, partner_may_read=True)
    seen["timeline"] = "\n".join(f"{e.name} {e.data}" for e in told.order_by("pk"))
    return seen


def work_on(cast: Cast, notice: Notice) -> None:
    """All that Hasar does with a notice before it decides: the job, a view, a verdict on a look-alike."""
    evaluate_notice(now=NOON + HOUR, notice_id=notice.pk)
    executive = browser(cast.executive)
    executive.get(reverse("backoffice:notice_detail", args=[notice.pk]))
    for finding in findings(notice, CheckKind.DUPLICATES):
        judge_finding(actor=cast.executive, now=NOON + HOUR, finding_id=finding.pk, verdict="SAME")
    executive.post(
        reverse("backoffice:notice_verdict", args=[notice.pk, "DUPLICATES"]),
        {"verdict": "FAILED", "note": "Lo informó antes Ferreyra, OP-000001."},
    )


def story(cast: Cast, *, rival: bool) -> tuple[Notice, dict[str, str]]:
    """Another sponsor notifies first, this customer or some other; what the later sponsor reads then."""
    other = {"legal_name": "Zapatería Lejana S.A.", "phone": "0351 422-7788", "cuit": ""}
    first = send(cast.referrer, when=NOON - HOUR, **{**EARLIER, **(SHARED if rival else other)})
    notice = send(cast.sponsor, when=NOON, **SHARED)
    work_on(cast, notice)
    assert (
        len(findings(notice, CheckKind.DUPLICATES)) == rival
    )  # the rival is one, or nothing is shown
    assert first.number == 1
    return notice, everything_read_by(cast.sponsor, notice)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOON + HOUR, tick=False):
        yield


def test_before_the_decision_a_rival_changes_nothing_that_the_sponsor_reads(cast: Cast) -> None:
    with undone():
        _notice, alone = story(cast, rival=False)
    with undone():
        _notice, rivalled = story(cast, rival=True)
    assert len(alone) > 60
    faults = []
    for place, text in alone.items():
        one, other = common(text), common(rivalled[place])
        if one != other:
            faults.append(place)
        faults += [f"{place}: {word}" for word in CANARIES if word in rivalled[place]]
    assert faults == []


def test_after_the_decision_he_reads_that_it_had_been_notified_and_no_more(cast: Cast) -> None:
    notice, _seen = story(cast, rival=True)
    decline_notice(
        actor=cast.executive,
        clock=lambda: NOON + HOUR,
        notice_id=notice.pk,
        reason=DeclineReason.ALREADY_NOTIFIED,
        note="Lo informó antes Tomás Ferreyra, OP-000001, por el depósito Zarzaparrilla.",
    )
    seen = everything_read_by(cast.sponsor, notice)
    assert "ya había sido informado" in seen["portal:notice_detail"]
    assert "ya había sido informado" in seen["mails"]
    leaks = [f"{p}: {word}" for p, text in seen.items() for word in CANARIES if word in text]
    assert leaks == []
    # The one who was first learns nothing of the later one either.
    first = Notice.objects.get(number=1)
    read = everything_read_by(cast.referrer, first)
    later = ("Benítez", "Lucía", notice.reference)
    assert [f"{p}: {w}" for p, text in read.items() for w in later if w in text] == []


def test_the_answer_to_a_sender_is_as_long_whether_somebody_came_first_or_not(cast: Cast) -> None:
    """Status, address and length of the answer, and of the page it leads to (protocol 7)."""

    def sent(name: str) -> tuple[int, str, int]:
        client = browser(cast.sponsor)
        body = {**builders.notice_data(**{**SHARED, "legal_name": name}), "consent": "on",
                "action": "send", "cuit": ""}  # fmt: skip
        url = reverse("portal:notice_draft", args=[builders.new_uid()])
        with time_machine.travel(NOON + HOUR, tick=False):
            answer = client.post(url, body)
        page = client.get(answer["Location"]).content.decode()
        return answer.status_code, common(answer["Location"]), len(common(page))

    send(cast.referrer, when=NOON - HOUR, legal_name="Almacén Sabido S.A.")
    assert sent("Almacén Sabido S.A.") == sent("Almacén Nacido S.A.")
