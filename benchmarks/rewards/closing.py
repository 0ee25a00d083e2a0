"""How long closing a month takes for many partners: prepared, reviewed, approved, told, paid.

    .venv/bin/python benchmarks/rewards/closing.py --partners 10000 --rewards 5

Makes partners with accrued rewards of October in a scratch database, then times each step as the
product does it, under the limits of a request (a statement 15 s, a lock 3 s, idle 15 s). The mails
are a job of the worker, outside of the closing, and are timed apart.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from ground import cpu_seconds, scratch

LIMITS = "SET statement_timeout=15000; SET lock_timeout=3000; SET idle_in_transaction_session_timeout=15000"
OCTOBER = date(2026, 10, 1)
SIZE = 2_000


def timed(label: str, act: Callable[[], Any], sums: dict[str, float]) -> Any:
    """Run one step; print its time, and the processor time of this program and of the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    start, here, there = time.perf_counter(), time.process_time(), cpu_seconds(backend)
    found = act()
    sums[label] = time.perf_counter() - start
    here, there = time.process_time() - here, cpu_seconds(backend) - there
    print(f"{label:<42}{sums[label]:>9.2f} s{here:>9.2f} s{there:>9.2f} s", flush=True)
    return found


def make_partners(cast: Any, partners: int, rewards: int) -> None:
    """Store partners with one person, an account, and `rewards` accrued rewards of October each."""
    from django.db import transaction

    import reward_cases as cases
    from builders import NOON
    from settling_cases import CBU, second
    from universo.domain import ledger
    from universo.domain.money import Money
    from universo.identity.models import User
    from universo.partners.models import BankAccount, Member, Partner
    from universo.rewards.models import Accrual
    from universo.rewards.operations import book_all

    deals = []
    for _number in range(rewards):
        bill = cases.invoice(cast, notice=cases.opportunity(cast))
        deals.append((bill.links.get(), bill.lines.get()))
    with transaction.atomic():
        made = Partner.objects.bulk_create(
            (
                Partner(
                    legal_name=f"Partner {n:06d} S.A.", cuit=f"33{n:08d}0", province_id="B",
                    email=f"contacto{n}@partners.example", phone="-", joined_at=NOON,
                )
                for n in range(partners)
            ),
            batch_size=SIZE,
        )  # fmt: skip
        people = User.objects.bulk_create(
            (User(email=f"persona{row.pk}@partners.example", full_name="Persona") for row in made),
            batch_size=SIZE,
        )
        Member.objects.bulk_create(
            (
                Member(partner=row, user=user, is_admin=True, created_at=NOON)
                for row, user in zip(made, people, strict=True)
            ),
            batch_size=SIZE,
        )
        approver = second().user_id
        BankAccount.objects.bulk_create(
            (
                BankAccount(
                    uid=_uid(), partner=row, currency="ARS", kind="CBU", number=CBU, bank="Banco",
                    holder_name=row.legal_name, holder_cuit=row.cuit, status="APPROVED",
                    requested_at=NOON, requested_by=user, decided_at=NOON,
                    decided_by_id=approver, effective_at=NOON,
                )
                for row, user in zip(made, people, strict=True)
            ),
            batch_size=SIZE,
        )  # fmt: skip
        _accrue(cast, made, deals, Accrual, book_all, ledger, Money)


def _uid() -> Any:
    import uuid

    return uuid.uuid4()


def _accrue(
    cast: Any, made: Any, deals: Any, accrual: Any, book_all: Any, ledger: Any, money: Any
) -> None:
    from builders import NOON

    pairs = [(row, deal) for row in made for deal in deals]
    for start in range(0, len(pairs), 20_000):
        part = pairs[start : start + 20_000]
        postings = book_all(
            postings=[
                ledger.accrue(
                    ledger.Cause(ledger.CauseKind.COLLECTION, (str(row.pk), str(line.pk))),
                    str(row.pk),
                    money(165_289, "ARS"),
                )
                for row, (_link, line) in part
            ],
            at=NOON,
            actor=cast.finance,
        )
        accrual.objects.bulk_create(
            (
                accrual(
                    posting=posting, link=link, notice_id=link.notice_id, line=line,
                    trigger="COLLECTION", occurred_date=date(2026, 10, 12), basis="net",
                    base_minor=10_000_000, rate_bp=500, total_minor=12_100_000,
                    collected_minor=4_000_000, target_minor=165_289, already_minor=0,
                    amount_minor=165_289,
                )
                for posting, (_row, (link, line)) in zip(postings, part, strict=True)
            ),
            batch_size=SIZE,
        )  # fmt: skip


def bill_all(cast: Any, made: list[Any]) -> None:
    """Store an accepted invoice for each settlement."""
    from builders import NOON
    from universo.rewards.payment_models import PartnerInvoice

    PartnerInvoice.objects.bulk_create(
        (
            PartnerInvoice(
                uid=_uid(), settlement=row, issuer_cuit=f"{row.partner_id:011d}",
                receiver_cuit="30610400562", type_code=11, point_of_sale=1, number=row.number,
                issue_date=NOON.date(), currency="ARS", net_minor=row.total_minor, vat_minor=0,
                other_taxes_minor=0, total_minor=row.total_minor, status="ACCEPTED",
                submitted_at=NOON, submitted_by_id=cast.finance.user_id, decided_at=NOON,
                decided_by_id=cast.finance.user_id,
            )
            for row in made
        ),
        batch_size=SIZE,
    )  # fmt: skip


def measure(partners: int, rewards: int) -> None:
    """Make the data and time the way of the month."""
    from django.db import connection

    import builders
    from builders import NOON
    from cast import make_cast
    from settling_cases import second
    from universo.rewards import runs
    from universo.usecases import pay_settlements as pay
    from universo.usecases import prepare_payments
    from universo.usecases import settle_period as use

    cast, sums = make_cast(), dict[str, float]()
    timed("(making the data)", lambda: make_partners(cast, partners, rewards), {})
    approver = second()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(LIMITS)
    run = timed(
        "prepare the drafts",
        lambda: use.prepare_run(actor=cast.finance, now=NOON, period=OCTOBER),
        sums,
    )
    timed("compare them with what there is now", lambda: runs.moved(run), sums)
    made = timed(
        "approve: book, number, close",
        lambda: use.approve_run(actor=approver, now=NOON, run_id=run.pk),
        sums,
    )
    assert len(made) == partners, len(made)
    print(f"{'closing a month, all of it':<42}{sum(sums.values()):>9.2f} s")
    timed("write the mails (worker)", lambda: use.tell_closed(now=NOON, run_id=run.pk), {})
    bill_all(cast, made)
    batch = timed(
        "make a payment batch",
        lambda: prepare_payments.prepare_batch(
            actor=cast.finance, now=NOON, uid=_uid(), currency="ARS"
        ),
        {},
    )
    timed(
        "approve it, with the bank's file",
        lambda: prepare_payments.approve_batch(actor=approver, now=NOON, batch_id=batch.pk),
        {},
    )
    paid = timed(
        "record it as paid",
        lambda: pay.mark_paid(
            actor=cast.finance, now=NOON, uid=builders.new_uid(), batch_id=batch.pk,
            paid_date=NOON.date(), reference="TRF 1",
        ),
        {},
    )  # fmt: skip
    assert len(paid) == partners, len(paid)


def main() -> None:
    """Read the sizes and measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--partners", type=int, default=1_000)
    asked.add_argument("--rewards", type=int, default=5, help="of each partner")
    sizes = asked.parse_args()
    print(f"{sizes.partners} partners with {sizes.rewards} rewards each")
    print(f"{'':<42}{'time':>11}{'program':>11}{'database':>11}")
    with scratch():
        measure(sizes.partners, sizes.rewards)


if __name__ == "__main__":
    main()
