"""The staging tables of imported files: every row that could be read, beside the books, until applied.

They are unlogged and not the product's data: after a crash of the database a file is staged anew from
disk. Rows of a document carry `head_row`, the row that stands for the document.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection

from universo.sales.models import ImportBatch, ImportKind

DOCUMENTS, COLLECTIONS = "sales_stageddocument", "sales_stagedcollection"
PART = 10_000  # rows of one COPY
FEW, MANY = 200, 1_000
DOCUMENT_COLUMNS = (
    "batch_id", "row", "head_row", "outcome", "issuer_cuit", "type_code", "point_of_sale", "number",
    "kind", "sign", "issue_date", "receiver_doc_type", "receiver_doc", "receiver_name", "currency",
    "exchange_rate", "net_taxed_minor", "non_taxed_minor", "exempt_minor", "other_taxes_minor",
    "vat_minor", "net_minor", "total_minor", "document_total_minor", "authorisation_code",
    "family_id", "product_id", "description", "line_net_minor", "line_gross_minor", "remarks",
)  # fmt: skip
COLLECTION_COLUMNS = (
    "batch_id", "row", "outcome", "receipt_number", "received_date", "issuer_cuit", "type_code",
    "point_of_sale", "number", "item", "is_numbered", "means", "amount_minor", "currency", "cleared_date",
    "instrument", "certificate", "regime", "reverses", "reason", "remarks",
)  # fmt: skip


def table_of(batch: ImportBatch) -> str:
    """Return the staging table of a file's rows."""
    return COLLECTIONS if batch.kind == ImportKind.COLLECTIONS else DOCUMENTS


def run(statement: str, **values: Any) -> int:
    """Run a statement of ours with named values; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def rows(statement: str, **values: Any) -> list[dict[str, Any]]:
    """Return the rows of a query of ours, as columns by name."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]


def array(ids: Sequence[int]) -> str:
    """Return ids as the text of an array: of a list, the driver would look at each by itself."""
    return f"{{{','.join(map(str, ids))}}}"


def clear(batch_id: int) -> None:
    """Forget the staged rows of a file."""
    for table in (DOCUMENTS, COLLECTIONS):
        run(f"DELETE FROM {table} WHERE batch_id = %(batch)s", batch=batch_id)  # noqa: S608


def put(batch: ImportBatch, records: Iterable[Sequence[Any]]) -> Iterator[int]:
    """Stage records, part by part; yields how many are staged."""
    names = COLLECTION_COLUMNS if batch.kind == ImportKind.COLLECTIONS else DOCUMENT_COLUMNS
    statement = f"COPY {table_of(batch)} ({', '.join(names)}) FROM STDIN"
    left, count = iter(records), 0
    while part := list(islice(left, PART)):
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for record in part:
                copy.write_row(record)
        count += len(part)
        yield count


def work_at_length(rows_: int) -> None:
    """Let the statements of this transaction take longer than those that a person waits for.

    They touch staged rows, which nobody else reads; locks are still not waited for at length. Many
    rows are joined as wholes: one by one, whatever the planner thinks, they would take hours.
    """
    run("SET LOCAL statement_timeout = '15min'; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
    if rows_ > MANY:
        run("SET LOCAL enable_nestloop = off")


def learn(batch: ImportBatch) -> None:
    """Have the planner know what was staged."""
    if batch.all_rows > FEW:
        run(f"ANALYZE {table_of(batch)}")
