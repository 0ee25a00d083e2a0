"""Programs write known customers: one by its code, or a batch whose rows are each judged."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit import operations as audit
from universo.customers import by_code
from universo.customers.batches import store_some
from universo.customers.checking import province_letters
from universo.customers.customer_data import CustomerData, read_customer
from universo.customers.intake.columns import FIELDS
from universo.customers.intake.reading import RowReader
from universo.customers.intake.refusals import Problem
from universo.customers.models import CustomerSource, KnownCustomer
from universo.customers.operations import NEW, SAME, lock_list, retire_customer
from universo.customers.queries import HASAR
from universo.domain.places import place_key
from universo.errors import DomainError, InvalidInput
from universo.identity.actor import Actor
from universo.identity.answers import given_answer, keep_answer, lock_key

REJECTED = "rejected"
_FIELD_OF = {
    **{name: name for name in ("cuit", "phone", "email", "web", "province")},
    "name_missing": "legal_name",
    "code_missing": "external_id",
    "code_long": "external_id",
    "phone_area": "phone",
}
SOURCE_SIZE = 80


@dataclass(frozen=True, slots=True)
class Target:
    """Where rows go: a list (None: Hasar's) and one of its sources ("" for those by hand)."""

    owner_id: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it came: its facts, or why it cannot be read ({field: sentences})."""

    facts: Mapping[str, str]
    faults: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class ClientKey:
    """The client's own id of a request and the hash of what it asks (protocol 5)."""

    key: str
    request_sha256: str


@transaction.atomic
def store_customer(
    *, actor: Actor, now: datetime, target: Target, code: str, facts: Mapping[str, str]
) -> tuple[KnownCustomer, str]:
    """Add or change the customer with this code; return it and whether it was new, changed or same.

    Raises NotPermitted for a list that is not the actor's, InvalidInput by field.
    """
    letters = province_letters()
    data = read_customer(_spelt({**facts, "external_id": code}, letters), letters)
    if not data.external_id:
        raise InvalidInput({"external_id": [_("It needs a code.")]})
    lock_list(actor, target.owner_id)
    outcome = _stored(actor, now, target, [data])[data.code]
    found = by_code.one(
        actor,
        owner=str(target.owner_id or HASAR),
        source=target.source,
        code=data.code,
    )
    if outcome != SAME:
        _tell_one(actor, now, found, "recorded" if outcome == NEW else "changed")
    return found, outcome


@transaction.atomic
def retire(*, actor: Actor, now: datetime, owner: str, source: str, code: str) -> None:
    """Say that the customer with this code is none any more; twice is once. Raises NotPermitted."""
    found = by_code.one(actor, owner=owner, source=source, code=code)
    if retire_customer(actor=actor, now=now, customer=found):
        _tell_one(actor, now, found, "retired")


@transaction.atomic
def store_batch(
    *, actor: Actor, now: datetime, target: Target, rows: Sequence[Row], client: ClientKey | None
) -> tuple[str, bool]:
    """Store the good rows of a batch; return the answer as JSON and whether it was given before.

    All or nothing is written. With a client's key the same request again gets the first answer;
    Conflict for another one. Raises NotPermitted for a list that is not the actor's.
    """
    assert actor.user_id is not None
    if client:
        lock_key(actor.user_id, client.key)
        earlier = given_answer(actor.user_id, client.key, client.request_sha256)
        if earlier is not None:
            return earlier, True
    lock_list(actor, target.owner_id)
    told = _store_rows(actor, now, target, rows)
    counts = Counter({"new": 0, "changed": 0, "same": 0, REJECTED: 0})
    counts.update(row["outcome"] for row in told)
    if counts["new"] or counts["changed"]:
        _tell(actor, now, target, counts)
    answer = json.dumps({"counts": counts, "rows": told}, ensure_ascii=False)
    if client:
        keep_answer(
            user_id=actor.user_id,
            key=client.key,
            request_sha256=client.request_sha256,
            answer=answer,
            now=now,
        )
    return answer, False


def _store_rows(
    actor: Actor, now: datetime, target: Target, rows: Sequence[Row]
) -> list[dict[str, Any]]:
    reader = RowReader(FIELDS, province_letters())
    good: dict[str, CustomerData] = {}
    first: dict[str, int] = {}
    judged: list[tuple[str, bool, Mapping[str, Sequence[Any]]]] = []
    for number, row in enumerate(rows, start=1):
        read = reader.read([row.facts.get(name, "") for name in FIELDS])
        if row.faults or read.data is None:
            code = str(row.facts.get("external_id") or "")[:60]
            judged.append((code, False, row.faults or _said(read.problems)))
            continue
        code = read.data.code
        if code in good:
            said = _("It repeats row %(row)d of this batch.") % {"row": first[code]}
            judged.append((code, False, {"external_id": [said]}))
            continue
        good[code], first[code] = read.data, number
        judged.append((code, True, _said(read.problems)))
    outcomes = _stored(actor, now, target, list(good.values()))
    return [
        _told(number, code, outcomes[code] if is_good else REJECTED, said)
        for number, (code, is_good, said) in enumerate(judged, start=1)
    ]


def _stored(
    actor: Actor, now: datetime, target: Target, good: Sequence[CustomerData]
) -> dict[str, str]:
    if not good:
        return {}
    source_id = _source(actor, now, target)
    return store_some(
        actor=actor, now=now, owner_id=target.owner_id, source_id=source_id, rows=good
    )


def _said(problems: Sequence[Problem]) -> dict[str, list[Any]]:
    """Return the sentences by field: those of a row that is left out, or what was left out of it."""
    found: dict[str, list[Any]] = {}
    for problem in problems:
        found.setdefault(_FIELD_OF.get(problem.code, ""), []).append(problem.text())
    return found


def _told(
    number: int, code: str, outcome: str, said: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    notes = [
        {"pointer": f"/{number - 1}/{name}" if name else f"/{number - 1}", "detail": str(sentence)}
        for name, sentences in said.items()
        for sentence in sentences
    ]
    is_out = outcome == REJECTED
    return {
        "row": number,
        "external_id": code,
        "outcome": outcome,
        "errors": notes if is_out else [],
        "warnings": [] if is_out else notes,
    }


def _source(actor: Actor, now: datetime, target: Target) -> int | None:
    """Return the id of the target's source, made at its first use; the list is locked."""
    name = " ".join(target.source.split())
    if not name:
        return None
    if len(name) > SOURCE_SIZE or "\0" in name:
        raise DomainError(_("The name of a source has at most 80 characters."), field="source")
    found = by_code.source_id(target.owner_id, name)
    if found is not None:
        return found
    made = CustomerSource.objects.create(
        owner_id=target.owner_id, name=name, created_at=now, created_by_id=actor.user_id
    )
    return made.pk


def _spelt(facts: Mapping[str, str], letters: Mapping[str, str]) -> dict[str, str]:
    """Return the facts with the province as its letter, if what is written is one."""
    written = " ".join(facts.get("province", "").split())
    known = letters.get(written.upper()) or letters.get(place_key(written))
    return {**facts, "province": known or written}


def _tell_one(actor: Actor, now: datetime, customer: KnownCustomer, event: str) -> None:
    audit.record(
        actor=actor,
        now=now,
        name=f"customers.customer.{event}",
        subject_kind="customer",
        subject_id=customer.pk,
        partner_may_read=customer.owner_id is not None,
        customer=customer.legal_name,
        code=customer.external_id,
    )


def _tell(actor: Actor, now: datetime, target: Target, counts: Mapping[str, int]) -> None:
    audit.record(
        actor=actor,
        now=now,
        name="customers.batch.stored",
        subject_kind="partner" if target.owner_id else "program",
        subject_id=target.owner_id or 0,
        partner_may_read=target.owner_id is not None,
        new=counts["new"],
        changed=counts["changed"],
        same=counts["same"],
        rejected=counts[REJECTED],
        source=target.source,
    )
