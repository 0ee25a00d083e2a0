"""Measure invoices and collections imported and rewarded, against bare SQL that makes the same rows.

    python benchmarks/sales/import_run.py --rows 1000000

In a scratch database: a file of invoices is read, checked and applied; all of them are linked to won
opportunities; a file of 1.2 times as many collections is read, checked and applied, which books their
rewards. Then one connection computes the same rows of every table from the same staged data into tables
without keys. Prints seconds of each step and those of the processor, which other work on the machine
disturbs less, the ratio of applying to that, and the largest proportional
memory (PSS) of this process and of its database server process. The rows and their sums are compared.
"""

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "rewards")]
import made_files  # noqa: E402
from ground import cpu_seconds, scratch  # noqa: E402

NOTICES = 200
STAGED = ("sales_stageddocument", "sales_stagedcollection")
COPIED = ("sales_document", "sales_documentline", "sales_collection", "rewards_posting",
          "rewards_entry", "rewards_accrual", "rewards_takenfact", "audit_event")  # fmt: skip
SUMS = {
    "sales_document": "sum(total_minor), sum(hashtext(content_sha256))", "sales_documentline": "sum(net_minor)",
    "sales_collection": "sum(amount_minor)", "rewards_posting": "0",
    "rewards_entry": "sum(abs(amount_minor))", "rewards_accrual": "sum(amount_minor)",
    "rewards_takenfact": "0", "audit_event": "sum(hashtext(data::text))",
}  # fmt: skip
# The same rows by hand: no keys, no locks, no parts, nobody told whether they were there already.
BARE = """
INSERT INTO bare_sales_document (id, issuer_cuit, type_code, point_of_sale, number, kind, issue_date,
  receiver_doc_type, receiver_doc, receiver_name, currency, exchange_rate, net_minor, vat_minor,
  exempt_minor, non_taxed_minor, other_taxes_minor, total_minor, authorisation_code, content_sha256,
  version, origin, batch_id, recorded_at)
SELECT row, issuer_cuit, type_code, point_of_sale, number, kind, issue_date, receiver_doc_type,
  receiver_doc, receiver_name, currency, exchange_rate, net_minor, vat_minor, exempt_minor,
  non_taxed_minor, other_taxes_minor, total_minor, authorisation_code,
  encode(sha256(convert_to(concat_ws('|', issuer_cuit, type_code, point_of_sale, number, kind,
    issue_date, receiver_doc_type, receiver_doc, receiver_name, currency, exchange_rate, net_minor,
    exempt_minor, non_taxed_minor, total_minor, authorisation_code, vat_minor, other_taxes_minor),
    'UTF8')), 'hex'), 1, 'FILE', batch_id, now()
FROM bare_sales_stageddocument;
INSERT INTO bare_sales_documentline (id, document_id, position, description, family_id, net_minor,
  gross_minor)
SELECT row, row, 1, description, family_id, line_net_minor, line_gross_minor
FROM bare_sales_stageddocument;
INSERT INTO bare_sales_collection (id, uid, document_id, receipt_number, item, means, amount_minor,
  received_date, cleared_date, certificate, instrument, regime, batch_id, recorded_at)
SELECT s.row, (lpad(to_hex(d.id), 16, '0')
    || left(md5('collection/' || s.receipt_number || '/' || s.item), 16))::uuid, d.id, s.receipt_number, s.item,
  s.means, s.amount_minor, s.received_date, s.cleared_date, s.certificate, s.instrument, s.regime,
  s.batch_id, now()
FROM bare_sales_stagedcollection s JOIN bare_sales_document d USING (issuer_cuit, type_code,
  point_of_sale, number);
CREATE UNLOGGED TABLE bare_steps AS
SELECT *, coalesce(lag(target) OVER w, 0) AS already FROM (
  SELECT c.id, c.document_id, k.id AS link_id, k.notice_id, n.partner_id, l.id AS line_id,
    c.received_date, c.receipt_number, c.means, c.amount_minor, l.net_minor, r.rate_bp, d.total_minor,
    d.currency, d.point_of_sale, d.number, k.linked_at,
    least(sum(c.amount_minor) OVER o, d.total_minor) AS collected,
    round(l.net_minor::numeric * r.rate_bp * least(sum(c.amount_minor) OVER o, d.total_minor)
          / (10000 * d.total_minor::numeric))::bigint AS target
  FROM bare_sales_collection c JOIN bare_sales_document d ON d.id = c.document_id
  JOIN bare_sales_documentline l ON l.document_id = d.id
  JOIN bare_links k ON k.document_id = d.id
  JOIN opportunities_notice n ON n.id = k.notice_id
  JOIN opportunities_frozenrate r ON r.notice_id = k.notice_id AND r.family_id = l.family_id
  WINDOW o AS (PARTITION BY c.document_id ORDER BY c.received_date, c.id)) x
WINDOW w AS (PARTITION BY line_id ORDER BY received_date, id);
INSERT INTO bare_rewards_posting (id, cause, at, partner_id, currency)
SELECT id, 'COLLECTION:' || link_id || ':' || line_id || ':collection-' || id, now(), partner_id,
  currency FROM bare_steps WHERE target <> already;
INSERT INTO bare_rewards_entry (id, posting_id, account, amount_minor)
SELECT id, id, account, sign * (target - already) FROM bare_steps
CROSS JOIN (VALUES ('REWARDS', -1), ('ACCRUED', 1)) AS s (account, sign) WHERE target <> already;
INSERT INTO bare_rewards_accrual (id, posting_id, link_id, notice_id, line_id, trigger, collection_id,
  occurred_date, basis, base_minor, rate_bp, total_minor, collected_minor, target_minor, already_minor,
  amount_minor)
SELECT id, id, link_id, notice_id, line_id, 'COLLECTION', id, received_date, 'net', net_minor, rate_bp,
  total_minor, collected, target, already, target - already FROM bare_steps WHERE target <> already;
INSERT INTO bare_rewards_takenfact (id, link_id, key, taken_at)
SELECT id, link_id, 'collection-' || id, now() FROM bare_steps;
INSERT INTO bare_audit_event (id, at, actor_name, name, subject_kind, subject_id, partner_may_read,
  data)
SELECT id, now(), 'Consola', 'sales.collection.registered', 'notice', notice_id, true,
  jsonb_build_object('document', 'Factura A ' || lpad(point_of_sale::text, 5, '0') || '-'
    || lpad(number::text, 8, '0'), 'receipt', receipt_number, 'means', means, 'amount',
    '$ ' || translate(to_char(amount_minor / 100.0, 'FM999,999,999,999,990.00'), ',.', '.,'))
FROM bare_steps;
INSERT INTO bare_audit_event (id, at, actor_name, name, subject_kind, subject_id, partner_may_read,
  data)
SELECT min(id), now(), 'Consola', 'rewards.accrual.booked', 'notice', notice_id, true,
  jsonb_build_object('trigger', 'COLLECTION', 'document', lpad(point_of_sale::text, 5, '0') || '-'
    || lpad(number::text, 8, '0'), 'amount_minor', sum(target - already), 'currency', currency,
    'amount', '$ ' || translate(to_char(sum(target - already) / 100.0,
      'FM999,999,999,999,990.00'), ',.', '.,'))
FROM bare_steps WHERE target <> already
GROUP BY link_id, notice_id, point_of_sale, number, currency, (id - 1) / @part;
"""


class Memory(threading.Thread):
    """The largest PSS of some processes while they run, in MiB."""

    def __init__(self, **pids: int) -> None:
        super().__init__(daemon=True)
        self.pids, self.most, self.over = pids, dict.fromkeys(pids, 0), False

    def run(self) -> None:
        while not self.over:
            for name, pid in self.pids.items():
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
                kib = next(int(line.split()[1]) for line in text.splitlines() if "Pss:" in line)
                self.most[name] = max(self.most[name], kib // 1024)
            time.sleep(0.5)


class Clock:
    """Seconds of each step, and those of the processor: of this process and of its server process."""

    def __init__(self, server: int) -> None:
        self._server = server
        self.taken: dict[str, float] = {}
        self.worked: dict[str, float] = {}

    def _work(self) -> float:
        return time.process_time() + cpu_seconds(self._server)

    def step(self, name: str, act: Any) -> Any:
        start, worked = time.perf_counter(), self._work()
        found = act()
        self.taken[name] = time.perf_counter() - start
        self.worked[name] = self._work() - worked
        print(f"{name:34} {self.taken[name]:8.1f} s {self.worked[name]:8.1f} s of a processor",
              flush=True)  # fmt: skip
        return found


def ask(statement: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def won_notices() -> list[int]:
    """Return the ids of won opportunities with a frozen rate for the family of the invoices."""
    import sales_cases
    from cast import make_cast

    cast = make_cast()
    return [sales_cases.accepted(cast, won=True).pk for _n in range(NOTICES)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, scratch():
        measure(options.rows, Path(folder))


def measure(rows: int, folder: Path) -> None:
    """Run all of it once and print."""
    import os

    from django.utils import timezone

    from universo.commands.importing import CONSOLE, Source
    from universo.sales.models import ImportBatch
    from universo.usecases.apply_sales_import import RECEIPTS_AT_ONCE
    from universo.usecases.import_sales import confirm_import, receive_file
    from universo.usecases.work_on_sales_import import work_on_import

    made_files.write_invoices(folder / made_files.INVOICES, rows)
    receipts = made_files.write_collections(folder / made_files.COLLECTIONS, rows)
    print(f"{rows} invoices, {receipts} collections; {os.cpu_count()} cores; "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    notices = won_notices()
    backend = ask("SELECT pg_backend_pid()")[0][0]
    memory = Memory(process=os.getpid(), server=backend)
    memory.start()
    clock = Clock(backend)

    def work(batch: ImportBatch) -> None:
        work_on_import(actor=CONSOLE, clock=timezone.now, batch_id=batch.pk)
        batch.refresh_from_db()

    def bring(name: str) -> ImportBatch:
        batch = receive_file(
            actor=CONSOLE, now=timezone.now(), file_name=name, uploaded=Source(folder / name),
            issuer_cuit=made_files.ISSUER,
        )  # fmt: skip
        work(batch)
        assert batch.status == "PREVIEWED", (batch.status, batch.fault)
        return batch

    def apply(batch: ImportBatch) -> None:
        confirm_import(actor=CONSOLE, now=timezone.now(), batch_id=batch.pk, dollars_seen=True)
        work(batch)
        assert batch.status == "APPLIED", (batch.status, batch.fault)

    before = {table: ask(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0] for table in COPIED}
    invoices = clock.step("invoices read and checked", lambda: bring(made_files.INVOICES))
    ask("CREATE UNLOGGED TABLE bare_sales_stageddocument AS SELECT * FROM sales_stageddocument")
    clock.step("invoices applied", lambda: apply(invoices))
    ask(
        "INSERT INTO sales_opportunitylink (document_id, notice_id, is_whole, linked_at,"
        " undone_reason) SELECT d.id, (ARRAY["
        + ", ".join(map(str, notices))
        + f"])[1 + d.number % {len(notices)}], true, now(), '' FROM sales_document d"
        f" WHERE d.batch_id = {invoices.pk}"
    )
    for table in ("sales_document", "sales_documentline", "sales_opportunitylink"):
        ask(f"ANALYZE {table}")
    collections = clock.step("collections read and checked", lambda: bring(made_files.COLLECTIONS))
    ask("CREATE UNLOGGED TABLE bare_sales_stagedcollection AS SELECT * FROM sales_stagedcollection")
    clock.step("collections applied, rewarded", lambda: apply(collections))
    memory.over = True
    for table in COPIED:
        ask(f"CREATE UNLOGGED TABLE bare_{table} AS SELECT * FROM {table} WITH NO DATA")
    ask(
        "CREATE UNLOGGED TABLE bare_links AS SELECT k.*, s.row AS staged FROM sales_opportunitylink k"
        " JOIN sales_document d ON d.id = k.document_id JOIN bare_sales_stageddocument s"
        " USING (issuer_cuit, type_code, point_of_sale, number)"
    )
    ask("UPDATE bare_links SET document_id = staged")
    ask("ANALYZE")
    # A file's part tells once of what it accrued on an invoice; parts are of these many rows.
    bare_sql = BARE.replace("@part", str(RECEIPTS_AT_ONCE))
    clock.step("the same rows by bare SQL", lambda: ask(bare_sql))
    for said, spent in (("", clock.taken), (" of a processor", clock.worked)):
        bare = spent["the same rows by bare SQL"]
        ours = spent["invoices applied"] + spent["collections applied, rewarded"]
        print(f"applied and rewarded {ours:.1f} s{said}: {ours / bare:.1f} times the bare SQL; with "
              f"reading and checking {sum(spent.values()) - bare:.1f} s")  # fmt: skip
    print("most memory (PSS, MiB):", ", ".join(f"{k} {v}" for k, v in memory.most.items()))
    for table, total in SUMS.items():
        only = " AND subject_kind = 'notice'" if table == "audit_event" else ""
        mine = ask(f"SELECT count(*), {total} FROM {table} WHERE id > {before[table]}{only}")[0]
        theirs = ask(f"SELECT count(*), {total} FROM bare_{table}")[0]
        print(
            f"  {table:24} {mine[0]:10} rows {'same' if mine == theirs else f'OTHER: {mine} {theirs}'}"
        )


if __name__ == "__main__":
    main()
