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
from universo.customers.checking import province_letters
from universo.customers.customer_data import read_customer
from universo.customers.intake.columns import FIELDS
from universo.customers.intake.reading import RowReader
from universo.customers.intake.refusals import Problem
from universo.customers.models import CustomerSource, KnownCustomer
from universo.customers.operations import (
    NEW,
    SAME,
    Stored,
    lock_list,
    retire_customer,
    store_line,
)
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
) -> Stored:
    """Add or change the customer with this code; the same again changes nothing.

    Raises NotPermitted for a list that is not the actor's, InvalidInput by field.
    """
    letters = province_letters()
    data = read_customer(_spelt({**facts, "external_id": code}, letters), letters)
    if not data.external_id:
        raise InvalidInput({"external_id": [_("It needs a code.")]})
    lock_list(actor, target.owner_id)
    stored = store_line(
        actor=actor,
        now=now,
        owner_id=target.owner_id,
        source_id=_source(actor, now, target),
        data=data,
    )
    if stored.outcome != SAME:
        event = "recorded" if stored.outcome == NEW else "changed"
        _tell_one(actor, now, stored.customer, event)
    return stored


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
    reader, told = RowReader(FIELDS, province_letters()), []
    seen: dict[str, int] = {}
    source_id: int | None = None
    for number, row in enumerate(rows, start=1):
        read = reader.read([row.facts.get(name, "") for name in FIELDS])
        data = None if row.faults else read.data
        code = data.code if data else str(row.facts.get("external_id") or "")[:60]
        said = row.faults or _said(read.problems)
        if data and code in seen:
            repeated = _("It repeats row %(row)d of this batch.") % {"row": seen[code]}
            data, said = None, {"external_id": [repeated]}
        if data is None:
            told.append(_told(number, code, REJECTED, said))
            continue
        if not seen:
            source_id = _source(actor, now, target)
        seen[code] = number
        stored = store_line(
            actor=actor, now=now, owner_id=target.owner_id, source_id=source_id, data=data
        )
        told.append(_told(number, code, stored.outcome, said))
    return told


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
