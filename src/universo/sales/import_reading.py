"""From the rows of a file to staged records: each row read, or rejected with the reason."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from universo.program.models import Product
from universo.sales.checks import TOLERANCE_MINOR, Catalogue
from universo.sales.feeds import plain_invoices, sniff
from universo.sales.feeds.codes import CellError
from universo.sales.feeds.documents import COLLECTIONS, FeedCollection, FeedDocument
from universo.sales.feeds.values import Cells
from universo.sales.models import ImportBatch
from universo.sales.remarks import Remark, remark
from universo.tabular import files
from universo.tabular.shape import Shape

Record = tuple[Any, ...]
_NO_DOCUMENT = (None,) * 26
_NO_COLLECTION = (None,) * 17


@dataclass
class Reading:
    """Reads a file once. `rows` counts data rows; `foreign` those in dollars."""

    batch: ImportBatch
    today: date
    rows: int = 0
    foreign: int = 0
    unknown: Counter[str] = field(default_factory=Counter)

    def records(self) -> Iterator[Record]:
        """Yield a record for each row. Raises FileRefused, of the feeds or of `universo.tabular`."""
        batch = self.batch
        header = sniff.stored_header(sniff.BY_NAME[batch.kind], batch.header)
        reader = sniff.reader_of(header, batch.issuer_cuit, self.today)
        is_collections = batch.kind == COLLECTIONS
        catalogue = Catalogue.read()
        source = files.path_of(batch.stored_as)
        for number, cells in sniff.rows_of(source, Shape.from_json(batch.shape)):
            self.rows += 1
            try:
                read = reader.read(number, cells)
            except CellError as problem:
                said = json.dumps([remark(problem.code, **problem.params)])
                if is_collections:
                    yield (batch.pk, number, "R", *_NO_COLLECTION, said)
                else:
                    yield self._spoilt(reader, number, cells, said)
                continue
            self.foreign += read.currency != "ARS"
            if isinstance(read, FeedCollection):
                yield _collection(batch.pk, read)
            else:
                yield self._document(read, catalogue)

    def _spoilt(self, reader: Any, number: int, cells: Cells, said: str) -> Record:
        """A row that was rejected; the other lines of its document go with it."""
        key = reader.key_of(cells) if isinstance(reader, plain_invoices.RowReader) else None
        own = key or (None,) * 4
        return (self.batch.pk, number, number, "R", *own, *_NO_DOCUMENT[4:], said)

    def _document(self, read: FeedDocument, catalogue: Catalogue) -> Record:
        net, line = read.net_minor, read.line
        remarks = [remark(note.code, **note.params) for note in read.warnings]
        family_id = product_id = None
        description = ""
        if line is not None:
            product: Product | None = catalogue.products.get(line.product)
            family = product.family if product else catalogue.families.get(line.product)
            family_id, product_id = (family and family.pk), (product and product.pk)
            description = (line.description or line.product)[:240]
            line_net: int | None = line.net_minor
            line_gross: int | None = line.net_minor + line.vat_minor
            if line.product and family is None:
                self.unknown[line.product] += 1
                remarks.append(remark(Remark.FAMILY_UNKNOWN, product=line.product))
        else:
            line_net, line_gross = net, None if net is None else _gross(read, net)
        if read.kind != "INVOICE":
            remarks.append(remark(Remark.NOTE_TO_ASSIGN))
        return (
            self.batch.pk, read.row, read.row, "N", *read.key, read.kind, read.sign,
            read.issue_date, read.receiver_doc_type, read.receiver_doc[:20],
            read.receiver_name[:200], read.currency, read.exchange_rate, read.net_taxed_minor,
            read.non_taxed_minor, read.exempt_minor, read.other_taxes_minor, read.vat_minor, net,
            read.total_minor, read.document_total_minor, read.authorisation_code or "", family_id,
            product_id, description, line_net, line_gross, json.dumps(remarks) if remarks else None,
        )  # fmt: skip


def _gross(read: FeedDocument, net: int) -> int:
    """The one line of a document without lines: what is left of the total for rounding is its own."""
    gross = net + (read.vat_minor or 0)
    gap = read.total_minor - (read.other_taxes_minor or 0) - gross
    return gross + gap if abs(gap) <= TOLERANCE_MINOR else gross


def _collection(batch_id: int, read: FeedCollection) -> Record:
    remarks = [remark(note.code, **note.params) for note in read.warnings]
    return (
        batch_id, read.row, "N", read.receipt_number, read.receipt_date, read.issuer_cuit,
        read.invoice_type, read.invoice_point_of_sale, read.invoice_number,
        read.item if read.is_reversal else read.item or 1, bool(read.item), read.means,
        read.amount_minor, read.currency, read.clearing_date, read.instrument, read.certificate,
        read.regime, read.reverses_receipt, " ".join(read.reason.split())[:240],
        json.dumps(remarks) if remarks else None,
    )  # fmt: skip
