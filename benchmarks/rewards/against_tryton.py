"""Processor time of a payment's rewards: ours beside Tryton's commission, same server, same run.

    python benchmarks/rewards/against_tryton.py [--rounds 60] [--lines 3]

Tryton is installed from PyPI, as it is, into a venv of its own, once, in the folder for what can be
made again; nothing of it is used elsewhere. Both sides work on the embedded PostgreSQL, each in a
database of its own, one after the other: invoices of the same number of lines, each paid in full in
transactions as the program itself makes them. For us that is `record_collection` with its rewards, ledger,
audit row and timeline. For Tryton it is two: the payment (`pay_invoice` and the reconciliation), and
what it queues, which finds the invoice paid and gives its commissions their date. Ours is compared
with the second alone, though it does the work of both, and with both. Medians of the processor time
(user and system) of the client process and of the PostgreSQL process behind it; checkpoints and the
like are in neither.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import uuid
import venv
from pathlib import Path
from typing import Any

from ground import cpu_seconds, scratch

SERIES = "8.2"
MODULES = ("trytond", "trytond_account_invoice", "trytond_commission", "proteus")
DRIVER = "psycopg[binary,pool]"
WARM = 10  # rounds of ours that are not counted; Tryton's side leaves out its first ones too


def python_with_tryton() -> Path:
    """Return the Python of Tryton's venv; make the venv when it is not there."""
    from universo.supervisor.paths import var_dir

    folder = var_dir() / "cache" / f"tryton-{SERIES}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        venv.create(folder, with_pip=True, clear=True)
        named = [f"{name}~={SERIES}.0" for name in MODULES]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *named, DRIVER], check=True)
        ready.touch()
    return python


def tryton(superuser: str, lines: int, rounds: int) -> dict[str, Any]:
    """Return what `tryton_side.py` measured."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "TRYTOND_DATABASE_URI": superuser.rsplit("/", 1)[0] + "/",
        "DB_NAME": "tryton_side",
    }
    side = Path(__file__).with_name("tryton_side.py")
    done = subprocess.run(
        [python_with_tryton(), side, str(lines), str(rounds)],
        env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def ours(lines: int, rounds: int) -> dict[str, float]:
    """Measure `record_collection` on invoices with a linked and won opportunity, each paid in full."""
    from django.db import connection

    import reward_cases as cases
    from builders import NOON
    from cast import make_cast
    from universo.rewards.models import Accrual
    from universo.usecases.record_collection import record_collection

    cast = make_cast()
    notice = cases.opportunity(cast)
    line = ("POS-SOFT", 10_000, 12_100)
    bills = [cases.invoice(cast, *[line] * lines, notice=notice) for _ in range(rounds + WARM)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (server,) = cursor.fetchone()
    spent = []
    for number, bill in enumerate(bills):
        behind, begun = cpu_seconds(server), time.process_time()
        record_collection(
            actor=cast.finance, now=NOON, uid=uuid.uuid4(), document_id=bill.pk,
            receipt_number=f"R-{number}", means="TRANSFER", amount_minor=bill.total_minor,
            received_date=bill.issue_date,
        )  # fmt: skip
        client = time.process_time() - begun
        spent.append((client * 1_000, (cpu_seconds(server) - behind) * 1_000))
    booked = Accrual.objects.count()
    if booked != lines * len(bills):
        raise SystemExit(f"{booked} rewards were booked")
    return medians(spent[WARM:])


def medians(spent: list[tuple[float, float]]) -> dict[str, float]:
    """Return the medians in milliseconds, by side."""
    return {
        "client_ms": round(statistics.median(each[0] for each in spent), 3),
        "server_ms": round(statistics.median(each[1] for each in spent), 3),
    }


def main() -> None:
    """Measure both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--lines", type=int, default=3)
    wanted = parser.parse_args()
    with scratch() as urls:
        theirs = tryton(urls["superuser"], wanted.lines, wanted.rounds)
        mine = ours(wanted.lines, wanted.rounds)
    print(
        f"processor time of a payment, medians of {wanted.rounds}, invoices of {wanted.lines} lines"
    )
    step, rest = theirs["following_with"], theirs["payment_with"]
    whole = {name: step[name] + rest[name] for name in step}
    rows = {
        "Tryton, invoice paid to commission": step,
        "Tryton, the same without an agent": theirs["following_without"],
        "Tryton, payment and invoice paid to commission": whole,
        "collection recorded with its rewards": mine,
    }
    for name, row in rows.items():
        client, server = row["client_ms"], row["server_ms"]
        print(f"{name}: client {client:.2f} ms, PostgreSQL {server:.2f} ms")
    for name, peer in (("invoice paid to commission", step), ("payment and commission", whole)):
        both = sum(mine.values()) / sum(peer.values())
        client = mine["client_ms"] / peer["client_ms"]
        print(f"ratio to Tryton's {name}: client and server {both:.3f}, client only {client:.3f}")
    print(f"Tryton {theirs['version']}, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
