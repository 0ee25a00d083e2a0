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
from universo.customers.customer_data import CustomerData, read_customer
from universo.customers.models import CustomerSource
from universo.customers.operations import NEW, SAME, Stored, lock_list, store_line
from universo.domain.places import place_key
from universo.errors import DomainError, InvalidInput
from universo.identity.actor import Actor
from universo.identity.answers import given_answer, keep_answer, lock_key
from universo.program.queries import provinces

REJECTED = "rejected"
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
    letters = _letters()
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
        audit.record(
            actor=actor,
            now=now,
            name=f"customers.customer.{event}",
            subject_kind="customer",
            subject_id=stored.customer.pk,
            partner_may_read=target.owner_id is not None,
            customer=stored.customer.legal_name,
            code=stored.customer.external_id,
        )
    return stored


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
    letters, told = _letters(), []
    seen: dict[str, int] = {}
    source_id: int | None = None
    for number, row in enumerate(rows, start=1):
        data, faults = _read(row, letters)
        code = data.code if data else str(row.facts.get("external_id") or "")[:60]
        if data and code in seen:
            said = _("It repeats row %(row)d of this batch.") % {"row": seen[code]}
            data, faults = None, {"external_id": [said]}
        if data is None:
            told.append(_told(number, code, REJECTED, faults))
            continue
        if not seen:
            source_id = _source(actor, now, target)
        seen[code] = number
        stored = store_line(
            actor=actor, now=now, owner_id=target.owner_id, source_id=source_id, data=data
        )
        told.append(_told(number, code, stored.outcome, {}))
    return told


def _read(
    row: Row, letters: Mapping[str, str]
) -> tuple[CustomerData | None, Mapping[str, Sequence[Any]]]:
    if row.faults:
        return None, row.faults
    try:
        data = read_customer(_spelt(row.facts, letters), letters)
    except InvalidInput as error:
        return None, error.errors
    if not data.code:
        return None, {"external_id": [_("It needs a code or a CUIT.")]}
    return data, {}


def _told(
    number: int, code: str, outcome: str, faults: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    errors = [
        {"pointer": f"/{number - 1}/{name}" if name else f"/{number - 1}", "detail": str(said)}
        for name, sentences in faults.items()
        for said in sentences
    ]
    return {"row": number, "external_id": code, "outcome": outcome, "errors": errors}


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


def _letters() -> dict[str, str]:
    """Return the letter for each spelling of a province."""
    letters: dict[str, str] = {}
    for one in provinces():
        for spelling in (one.letter, one.letter.lower(), one.name, place_key(one.name)):
            letters[spelling] = one.letter
    return letters


def _spelt(facts: Mapping[str, str], letters: Mapping[str, str]) -> dict[str, str]:
    """Return the facts with the province as its letter, if what is written is one."""
    written = " ".join(facts.get("province", "").split())
    known = letters.get(written) or letters.get(place_key(written))
    return {**facts, "province": known or written}


def _tell(actor: Actor, now: datetime, target: Target, counts: Mapping[str, int]) -> None:
    audit.record(
        actor=actor,
        now=now,
        name="customers.list.imported",
        subject_kind="partner" if target.owner_id else "program",
        subject_id=target.owner_id or 0,
        partner_may_read=target.owner_id is not None,
        new=counts["new"],
        changed=counts["changed"],
        same=counts["same"],
        wrong=counts[REJECTED],
    )
