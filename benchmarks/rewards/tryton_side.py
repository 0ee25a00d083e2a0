"""Tryton's side of `against_tryton.py`; run by a Python that has trytond, account_invoice and commission.

    TRYTOND_DATABASE_URI=postgresql://… DB_NAME=name python tryton_side.py LINES ROUNDS

Sets up a company as Tryton's own commission scenario does, posts ROUNDS invoices of LINES lines with an
agent, whose plan pays on payment, and as many without; pays each in full as its wizard does, then
runs what that queued, and prints the processor time of a payment as JSON: medians in milliseconds,
of this process and of the PostgreSQL processes behind it.
"""

import datetime as dt
import json
import statistics
import sys
import time
from decimal import Decimal
from pathlib import Path

import trytond
from proteus import Model
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import (
    create_payment_term,
    set_fiscalyear_invoice_sequences,
)
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.pool import Pool
from trytond.tests.test_tryton import DB_NAME, USER
from trytond.tests.tools import activate_modules
from trytond.transaction import Transaction, TransactionError
from trytond.worker import run_task

TODAY = dt.datetime.now().astimezone().date()
WARM = 5  # payments that are not counted
# The tables that a payment locks before it begins; found out by the first one, as Tryton's server does.
LOCKED: list[str] = []


def set_up(lines: int, count: int) -> tuple[list[int], list[int], int, int]:
    """Return ids of posted invoices with and without an agent, of the payment method and the company."""
    activate_modules("commission", create_company, create_chart)
    company = get_company()
    fiscalyear = set_fiscalyear_invoice_sequences(create_fiscalyear(today=TODAY))
    fiscalyear.click("create_period")
    accounts = get_accounts()
    term = create_payment_term()
    term.save()
    customer = Model.get("party.party")(name="Customer")
    customer.save()
    category = Model.get("product.category")(name="Category", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.save()
    (unit,) = Model.get("product.uom").find([("name", "=", "Unit")])

    def product(name: str, price: int):
        template = Model.get("product.template")(name=name, default_uom=unit, type="service")
        template.list_price, template.account_category = Decimal(price), category
        template.save()
        return template.products[0]

    plan = Model.get("commission.plan")(name="Plan", commission_product=product("Commission", 0))
    plan.commission_method = "payment"
    plan.lines.new().formula = "amount * 0.05"
    plan.save()
    (journal,) = Model.get("account.journal").find([("type", "=", "cash")])
    method = Model.get("account.invoice.payment.method")(name="Cash", journal=journal)
    method.credit_account = method.debit_account = accounts["cash"]
    method.save()
    person = Model.get("party.party")(name="Agent", supplier_payment_term=term)
    person.save()
    agent = Model.get("commission.agent")(party=person, type_="agent", plan=plan)
    agent.currency = company.currency
    agent.save()
    sold = product("Product", 100)

    def posted(with_agent: bool) -> list[int]:
        made = []
        for _ in range(count):
            invoice = Model.get("account.invoice")(type="out", party=customer, payment_term=term)
            invoice.invoice_date = TODAY
            if with_agent:
                invoice.agent = agent
            for _line in range(lines):
                line = invoice.lines.new()
                line.product, line.quantity, line.unit_price = sold, 1, Decimal(100)
            invoice.save()
            invoice.click("post")
            made.append(invoice.id)
        return made

    return posted(True), posted(False), method.id, company.id


def client_ms() -> float:
    """Return the processor time so far of this process."""
    return time.process_time() * 1_000


def server_ms() -> float:
    """Return the processor time so far of the PostgreSQL processes that serve this database."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f" {DB_NAME} ".encode() in (folder / "cmdline").read_bytes():
                total += int((folder / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total / 1e6


def run_tasks() -> None:
    """Run what is queued, in this process, as Tryton's server without a worker does."""
    tasks = Transaction().tasks
    while tasks:
        run_task(Pool(DB_NAME), tasks.pop())


def pay(invoice_id: int, method_id: int, company_id: int) -> list[tuple[float, float]]:
    """Pay one invoice in full; return the processor time of the payment and of what follows from it.

    Each is this process' and the server's, in milliseconds. A payment that finds out that it needs a
    lock is begun again, as Tryton's server does; what was in vain is not counted.
    """
    extras: dict[str, object] = {"_lock_tables": list(LOCKED)}
    while True:
        server, client = server_ms(), client_ms()
        try:
            _pay(invoice_id, method_id, company_id, extras)
            break
        except TransactionError as error:
            error.fix(extras)
            LOCKED[:] = extras["_lock_tables"]
    paid = client_ms() - client, server_ms() - server
    server, client = server_ms(), client_ms()
    # What follows from the payment is queued: the invoice is paid, its commissions are earned.
    run_tasks()
    return [paid, (client_ms() - client, server_ms() - server)]


def _pay(invoice_id: int, method_id: int, company_id: int, extras: dict) -> None:
    context = {"company": company_id}
    with Transaction().start(DB_NAME, USER, context=context, **extras) as transaction:
        Invoice = Pool().get("account.invoice")
        Method = Pool().get("account.invoice.payment.method")
        invoice = Invoice(invoice_id)
        amount = invoice.amount_to_pay
        owed, _rest = invoice.get_reconcile_lines_for_amount(amount, invoice.currency)
        paid = invoice.pay_invoice(amount, Method(method_id), TODAY)
        Pool().get("account.move.line").reconcile([*owed, *paid])
        transaction.commit()


def main() -> None:
    """Measure and print."""
    lines, rounds = int(sys.argv[1]), int(sys.argv[2])
    rewarded, bare, method, company = set_up(lines, rounds + WARM)
    run_tasks()  # what posting queued is no part of a payment
    found: dict[str, object] = {"version": trytond.__version__}
    for name, ids in (("with", rewarded), ("without", bare)):
        spent = [pay(pk, method, company) for pk in ids][WARM:]
        for step, what in enumerate(("payment", "following")):
            found[f"{what}_{name}"] = {
                "client_ms": statistics.median(each[step][0] for each in spent),
                "server_ms": statistics.median(each[step][1] for each in spent),
            }
    with Transaction().start(DB_NAME, USER, context={"company": company}):
        Commission = Pool().get("commission")
        dated = Commission.search([("date", "=", TODAY)], count=True)
        assert dated == lines * len(rewarded), f"{dated} commissions were earned"
    print(json.dumps(found))


if __name__ == "__main__":
    main()
