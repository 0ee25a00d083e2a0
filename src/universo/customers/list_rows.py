"""The rows of one list in the database, many at a time: read by code, copied in, changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from universo.customers.keeping import numbers_before
from universo.customers.making import FIELDS, Ready, Values
from universo.customers.models import KnownCustomer
from universo.customers.proof import Said, weigh

_COPIED = (
    "id", "owner_id", "source_id", "external_id", "recorded_at", "recorded_by_id", *FIELDS,
    "name_key", "packed",
)  # fmt: skip
_TYPES = ("bigint", "timestamptz", *("text" for _ in FIELDS), *["text"] * 4)
_CHANGED = (*FIELDS, "name_key", "packed", "proof_name", "proof_cuit")
_NAME, _CUIT = FIELDS.index("legal_name"), FIELDS.index("cuit")
New = tuple[str, Values, Ready]


@dataclass(frozen=True, slots=True)
class Stored:
    """A customer as stored."""

    pk: int
    values: Values
    is_retired: bool
    packed: str
    proof: Said


@dataclass(frozen=True, slots=True)
class ListOf:
    """A source of a list (None: Hasar's, written by hand), who writes it, and when."""

    owner_id: int | None
    source_id: int | None
    user_id: int | None
    now: datetime

    def is_empty(self) -> bool:
        """Tell whether nothing of it is stored."""
        rows = KnownCustomer.objects.filter(owner_id=self.owner_id, source_id=self.source_id)
        return not rows.exists()

    def stored(self, codes: Iterable[str]) -> dict[str, Stored]:
        """Return what is stored under these codes."""
        rows = KnownCustomer.objects.filter(
            owner_id=self.owner_id, source_id=self.source_id, external_id__in=list(codes)
        )
        columns = rows.values_list(
            "external_id", "pk", "retired_at", "packed", "proof_name", "proof_cuit", *FIELDS
        )
        return {
            code: Stored(pk, tuple(values), retired_at is not None, packed, Said(name, cuit))
            for code, pk, retired_at, packed, name, cuit, *values in columns
        }


def add(its: ListOf, rows: Sequence[New], *, file_keys: bool) -> None:
    """Copy new customers in. Their keys are filed now, or wait (`keeping.file_waiting`)."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('customers_knowncustomer_id_seq') FROM generate_series(1, %s)",
            [len(rows)],
        )
        ids = [row[0] for row in cursor.fetchall()]
        fixed = "\t".join(map(_told, (its.owner_id, its.source_id)))
        recorded = f"{its.now.isoformat()}\t{_told(its.user_id)}"
        lines = (
            "\t".join((str(pk), fixed, _text(code), recorded, *map(_told, values), _columns(ready)))
            for pk, (code, values, ready) in zip(ids, rows, strict=True)
        )
        _copy(cursor, f"customers_knowncustomer ({', '.join(_COPIED)})", lines)
        if file_keys:
            keys = sorted(
                (number, pk)
                for pk, (_, _, ready) in zip(ids, rows, strict=True)
                for number in ready.key_numbers()
            )
            _copy(cursor, "customers_customerkey (key, company)", (f"{n}\t{pk}" for n, pk in keys))
        else:
            waiting = (
                f"{pk}\t{ready.numbers}" for pk, (_, _, ready) in zip(ids, rows, strict=True)
            )
            _copy(cursor, "customers_waitingkeys (company, numbers)", waiting)


def _columns(ready: Ready) -> str:
    return f"{_text(ready.name_key)}\t{_text(ready.packed)}"


def _told(value: int | str | None) -> str:
    return "\\N" if value is None else _text(str(value))


def _text(value: str) -> str:
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        return value.translate(_ESCAPED)
    return value


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy(cursor: CursorWrapper, target: str, lines: Iterable[str]) -> None:
    with cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy:
        copy.write("\n".join(lines) + "\n")


def change(its: ListOf, rows: Sequence[tuple[Stored, Values, Ready]]) -> None:
    """Change customers, and keep them under their keys of now. Who was retired is one again."""
    if not rows:
        return
    columns = []
    for was, values, ready in rows:
        is_new, proof = _weigh(was, values)
        date = its.now if is_new else None
        columns.append((was.pk, date, *values, ready.name_key, ready.packed, *proof))
    given = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
    names = ", ".join(("id", "dated", *_CHANGED))
    said = ", ".join(f"{name} = given.{name}" for name in _CHANGED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE customers_knowncustomer AS one
            SET {said}, retired_at = NULL, recorded_at = COALESCE(given.dated, one.recorded_at)
            FROM unnest({given}) AS given ({names}) WHERE one.id = given.id
            """,  # noqa: S608
            [list(column) for column in zip(*columns, strict=True)],
        )
        _move_keys(cursor, rows)


def _weigh(was: Stored, values: Values) -> tuple[bool, Said]:
    if was.is_retired:
        return True, Said()
    return weigh(was.proof, _said(was.values), _said(values))


def _said(values: Values) -> Said:
    return Said(values[_NAME] or "", values[_CUIT] or "")


def _move_keys(cursor: CursorWrapper, rows: Sequence[tuple[Stored, Values, Ready]]) -> None:
    cursor.execute(
        "DELETE FROM customers_waitingkeys WHERE company = ANY(%s)",
        [[was.pk for was, _, _ in rows]],
    )
    gone = sorted(
        (number, was.pk)
        for was, _, ready in rows
        for number in set(numbers_before(was.packed)) - set(ready.key_numbers())
    )
    cursor.execute(
        "DELETE FROM customers_customerkey AS kept USING unnest(%s::bigint[], %s::bigint[])"
        " AS gone (key, company) WHERE kept.key = gone.key AND kept.company = gone.company",
        [[number for number, _ in gone], [pk for _, pk in gone]],
    )
    come = sorted((number, was.pk) for was, _, ready in rows for number in ready.key_numbers())
    cursor.execute(
        "INSERT INTO customers_customerkey (key, company)"
        " SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING",
        [[number for number, _ in come], [pk for _, pk in come]],
    )
