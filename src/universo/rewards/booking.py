"""Storing postings and accruals: a posting and its entries go in by one statement, or not at all."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from universo.domain import ledger
from universo.domain.reward_math import Step
from universo.identity.actor import Actor
from universo.rewards.models import Posting
from universo.rewards.prepared import Prepared

BATCH = 5_000  # rows of one statement

# What an accrual is made from. The statements of one booking and of many differ only in where these
# rows come from: `n` is their order, `cause` their unique key.
STEP_COLUMNS = """n bigint, link_id bigint, notice_id bigint, line_id bigint, partner_id bigint,
  currency text, cause text, trigger text, collection_id bigint, note_id bigint, occurred_date date,
  basis text, base bigint, rate int, total bigint, counted bigint, target bigint, already bigint"""

# {steps}: a relation of STEP_COLUMNS; {at}, {actor}: expressions.
WRITE_STEPS = """
posted AS (
  INSERT INTO rewards_posting (cause, at, partner_id, currency, actor_id)
  SELECT cause, {at}, partner_id, currency, {actor} FROM {steps} ORDER BY n RETURNING id, cause),
entered AS (
  INSERT INTO rewards_entry (posting_id, account, amount_minor)
  SELECT p.id, side.account, side.sign * (r.target - r.already)
  FROM posted p JOIN {steps} r USING (cause)
  CROSS JOIN (VALUES (1, 'REWARDS', -1), (2, 'ACCRUED', 1)) AS side (place, account, sign)
  ORDER BY r.n, side.place),
accrued AS (
  INSERT INTO rewards_accrual (posting_id, link_id, notice_id, line_id, trigger, collection_id,
    note_id, occurred_date, basis, base_minor, rate_bp, total_minor, collected_minor, target_minor,
    already_minor, amount_minor)
  SELECT p.id, r.link_id, r.notice_id, r.line_id, r.trigger, r.collection_id, r.note_id,
    r.occurred_date, r.basis, r.base, r.rate, r.total, r.counted, r.target, r.already,
    r.target - r.already
  FROM posted p JOIN {steps} r USING (cause) ORDER BY r.n)"""

_ACCRUE = Prepared(
    "universo_accrue",
    "timestamptz, bigint, json, json",
    """
WITH steps AS MATERIALIZED (SELECT * FROM json_to_recordset($3) AS r (@columns)),
@write
INSERT INTO rewards_takenfact (link_id, key, taken_at)
SELECT link_id, key, $1 FROM json_to_recordset($4) AS t (link_id bigint, n int, key text)
ORDER BY link_id, n""".replace("@columns", STEP_COLUMNS).replace(
        "@write", WRITE_STEPS.format(steps="steps", at="$1", actor="$2")
    ),
)

_BOOK = Prepared(
    "universo_book",
    "timestamptz, bigint, json, json",
    """
WITH posted AS (
  INSERT INTO rewards_posting (cause, at, partner_id, currency, actor_id)
  SELECT cause, $1, partner_id, currency, $2
  FROM json_to_recordset($3) AS r (n int, cause text, partner_id bigint, currency text)
  ORDER BY n RETURNING id, cause),
entered AS (
  INSERT INTO rewards_entry (posting_id, account, amount_minor)
  SELECT p.id, e.account, e.amount_minor
  FROM json_to_recordset($4) AS e (n int, cause text, account text, amount_minor bigint)
  JOIN posted p USING (cause) ORDER BY e.n)
SELECT cause, id FROM posted""",
)


@dataclass(frozen=True, slots=True)
class Accrued:
    """One accrual to be stored; `step` is its arithmetic, the rest says of what and why."""

    link_id: int
    notice_id: int
    partner_id: int
    currency: str
    trigger: str
    cause: ledger.Cause
    occurred_date: str  # ISO
    basis: str
    step: Step
    collection_id: int | None = None
    note_id: int | None = None

    @property
    def amount_minor(self) -> int:
        """What it adds or, negative, takes back."""
        return self.step.amount_minor


def book(*, posting: ledger.Posting, at: datetime, actor: Actor) -> Posting:
    """Store a balanced posting. A cause that is booked already raises IntegrityError."""
    return book_all(postings=[posting], at=at, actor=actor)[0]


def book_all(*, postings: Sequence[ledger.Posting], at: datetime, actor: Actor) -> list[Posting]:
    """Store balanced postings with one statement and return them in order. Raises IntegrityError
    when a cause is booked already."""
    heads = [
        {"n": n, "cause": each.cause.key, "partner_id": each.partner, "currency": each.currency}
        for n, each in enumerate(postings)
    ]
    sides = [(each.cause.key, side) for each in postings for side in each.entries]
    entries = [
        {"n": n, "cause": cause, "account": side.account, "amount_minor": side.money.minor}
        for n, (cause, side) in enumerate(sides)
    ]
    ids = dict(_BOOK.rows(at, actor.user_id, json.dumps(heads), json.dumps(entries)))
    return [
        Posting(
            id=ids[each.cause.key], cause=each.cause.key, at=at, partner_id=int(each.partner),
            currency=each.currency, actor_id=actor.user_id,
        )
        for each in postings
    ]  # fmt: skip


def store_accruals(
    *, at: datetime, actor: Actor, rows: Sequence[Accrued], taken: Sequence[tuple[int, str]]
) -> None:
    """Store accruals with their postings, and the facts (link, key) that were taken into account.

    Raises IntegrityError when a cause is booked, or a fact taken, already.
    """
    steps = [_plain(n, row) for n, row in enumerate(rows)]
    facts = [{"link_id": link, "n": n, "key": key} for n, (link, key) in enumerate(taken)]
    if steps or facts:
        _ACCRUE.rows(at, actor.user_id, json.dumps(steps), json.dumps(facts))


def _plain(n: int, row: Accrued) -> dict[str, Any]:
    step = row.step
    return {
        "n": n,
        "link_id": row.link_id,
        "notice_id": row.notice_id,
        "line_id": int(step.line),
        "partner_id": row.partner_id,
        "currency": row.currency,
        "cause": row.cause.key,
        "trigger": row.trigger,
        "collection_id": row.collection_id,
        "note_id": row.note_id,
        "occurred_date": row.occurred_date,
        "basis": row.basis,
        "base": step.base_minor,
        "rate": step.rate_bp,
        "total": step.total_minor,
        "counted": step.counted_minor,
        "target": step.target_minor,
        "already": step.already_minor,
    }
