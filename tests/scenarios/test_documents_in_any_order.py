"""The same documents by whatever door, in whatever order and however often, come to the same centavos.

Everything goes in and comes out by public doors: the console, the API, finance's pages, the ledger's
export. What is right is computed here with fractions, by none of the product's code (R-12, P-8, P-9, §3).
"""

import csv
import io
import json
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

import builders
import sales_cases as sales
from cast import Cast
from programs import Program, make_key
from universo.commands.importing import main
from universo.opportunities.models import FrozenRate, Notice
from universo.program.models import Product
from universo.sales.models import Document

pytestmark = pytest.mark.django_db
TYPES = {"INVOICE": 1, "DEBIT": 2, "CREDIT": 3}
CUSTOMER = builders.cuit(4_417)
VAT = {0: "0,00", 10: "10,5", 21: "21"}


@dataclass
class Line:
    """An invoice line: amounts in centavos, the rate of whoever has it, net of its notes."""

    product: str
    net: int
    gross: int
    credited_net: int = 0
    credited_gross: int = 0


@dataclass
class Bill:
    """An invoice and all that ever happens to it."""

    number: int
    currency: str
    other_taxes: int
    lines: list[Line]
    notices: list[int]  # whose each line is: 0, 1, or -1 for nobody's
    whole: bool
    credited: int = 0
    debit: Line | None = None
    debited: int = 0
    collected: int = 0  # what counts at the end
    steps: list[list[Callable[[], None]]] = field(
        default_factory=list
    )  # chains that keep their order

    @property
    def total(self) -> int:
        """T after notes."""
        gross = sum(line.gross for line in self.lines) + self.other_taxes
        return gross - self.credited + self.debited


# What each opportunity froze: its base, and rates in basis points by product ("": no product).
FROZEN = (("net", {"SOFT": 500, "SOFT-2": 650, "FISC": 333}), ("total", {"SOFT": 725, "FISC": 0}))


def half_up(value: Fraction) -> int:
    """Round to the nearest centavo, halves up; what is rounded here is never negative."""
    return floor(value + Fraction(1, 2))


def reward(bill: Bill, line: Line, owner: int) -> int:
    """The law's formula, with fractions and one rounding."""
    basis, rates = FROZEN[owner]
    whole = bill.total
    counted = max(0, min(bill.collected, whole))
    amount = line.net - line.credited_net if basis == "net" else line.gross - line.credited_gross
    if whole <= 0 or amount <= 0:
        return 0
    rate = rates.get(line.product, rates["SOFT"] if line.product == "SOFT-2" else 0)
    return half_up(Fraction(amount) * rate / 10_000 * Fraction(counted, whole))


def wanted(bills: list[Bill]) -> dict[tuple[int, str], int]:
    """What each of both sponsors has coming at the end, by currency; zeros left out."""
    sums: dict[tuple[int, str], int] = defaultdict(int)
    for bill in bills:
        for line, owner in zip(bill.lines, bill.notices, strict=True):
            if owner >= 0:
                sums[owner, bill.currency] += reward(bill, line, owner)
        if bill.debit is not None:
            sums[bill.notices[0], bill.currency] += reward(bill, bill.debit, bill.notices[0])
    return {key: amount for key, amount in sums.items() if amount}


def typed(minor: int) -> str:
    """Write centavos as a clerk does: `1.234,56`."""
    return f"{minor // 100:,}".replace(",", ".") + f",{minor % 100:02d}"


class World:
    """Three doors, two opportunities of two sponsors, and what is sent through them."""

    def __init__(self, cast: Cast, seed: int, folder: Path) -> None:
        self.random, self.folder = Random(seed), folder
        self.notices = self._opportunities(cast)
        self.names = [str(cast.sponsor_partner), str(cast.referrer_partner)]
        self.finance = sales.sign_in(Client(), cast.finance)
        self.program = Program(make_key(cast.finance))
        self.bills = [self._bill(number) for number in range(501, 506)]

    def _opportunities(self, cast: Cast) -> list[Notice]:
        soft, fiscal = cast.families["POS-SOFT"], cast.families["FISCAL"]
        made = {"SOFT": soft, "SOFT-2": soft, "FISC": fiscal}
        products = {
            code: Product.objects.create(code=code, name=code, family=family)
            for code, family in made.items()
        }
        partners = (cast.sponsor_partner, cast.referrer_partner)
        found = []
        for partner, (basis, rates) in zip(partners, FROZEN, strict=True):
            notice = sales.accepted(
                cast, won=True, rate_bp=rates["SOFT"], partner=partner, frozen_basis=basis
            )
            FrozenRate.objects.create(notice=notice, family=fiscal, rate_bp=rates["FISC"])
            if "SOFT-2" in rates:  # a product's own rate is before its family's
                FrozenRate.objects.create(
                    notice=notice, family=soft, product=products["SOFT-2"], rate_bp=rates["SOFT-2"]
                )
            found.append(notice)
        return found

    def _line(self, at: int) -> Line:
        net = self.random.choice((1, 99, 10_000, self.random.randint(1, 5_000_000)))
        vat = self.random.choice((0, 105, 210))
        # An invoice without anything of the programme is linked to nothing.
        product = self.random.choice(("SOFT", "SOFT-2", "FISC", "AJENO")[: 3 + (at > 0)])
        return Line(product, net, net + half_up(Fraction(net * vat, 1_000)))

    def _bill(self, number: int) -> Bill:
        rand = self.random
        lines = [self._line(at) for at in range(rand.randint(1, 3))]
        whole = rand.random() < 0.5
        owners = [rand.randrange(2)] * len(lines)
        if not whole:
            owners = [rand.randrange(-1, 2) if line.product != "AJENO" else -1 for line in lines]
        taxes = rand.choice((0, 0, rand.randint(1, 9_999)))
        bill = Bill(number, rand.choice(("ARS", "USD")), taxes, lines, owners, whole)
        chains = [self._receipt(bill, at) for at in range(rand.randint(1, 4))]
        after = [self._place(bill), *self._notes(bill)]
        rand.shuffle(after)
        bill.steps = [[lambda: self._import(self._invoice_rows(bill)), *after], *chains]
        return bill

    # What comes in ---------------------------------------------------------------------------------

    def _invoice_rows(self, bill: Bill) -> str:
        head = (
            "fecha;tipo;punto_de_venta;numero;cuit_cliente;razon_social;moneda;cotizacion;producto;"
            "descripcion;neto;iva;otros_tributos;total\n"
        )
        rate = "1000,00" if bill.currency == "USD" else ""
        rows = []
        for at, line in enumerate(bill.lines):
            taxes = bill.other_taxes if at == 0 else 0
            rows.append(
                f"10/09/2026;1;3;{bill.number};{CUSTOMER};Ferretería El Tornillo S.R.L.;"
                f"{bill.currency};{rate};{line.product};Renglón {at + 1};{typed(line.net)};"
                f"{typed(line.gross - line.net)};{typed(taxes)};{typed(line.gross + taxes)}"
            )
        return head + "\n".join(rows) + "\n"

    def _receipt(self, bill: Bill, at: int) -> list[Callable[[], None]]:
        """One receipt: how it is paid, whether it counts in the end, and by which door it comes."""
        gross = sum(line.gross for line in bill.lines) + bill.other_taxes
        amount = self.random.choice((gross, max(1, gross // 3), self.random.randint(1, gross + 50)))
        means = self.random.choice(("CASH", "TRANSFER", "CARD", "CHEQUE", "WITHHOLDING"))
        counts = means not in {"CHEQUE", "WITHHOLDING"} or self.random.random() < 0.6
        bounces = counts and self.random.random() < 0.15
        bill.collected += amount if counts and not bounces else 0
        name, steps = f"R-{bill.number}-{at}", []
        body = {
            "uid": str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            "invoice": self._identity(bill), "receipt_number": name, "means": means,
            "amount_minor": amount, "received_date": "2026-09-15",
        }  # fmt: skip
        if means == "WITHHOLDING" or self.random.random() < 0.5:
            row = self._row(bill, name, means, amount)
            steps.append(lambda: self._import(row))
            if means == "CHEQUE" and counts:
                cleared = self._row(bill, name, means, amount, cleared="20/09/2026")
                steps.append(lambda: self._import(cleared))
            if means == "WITHHOLDING" and counts:
                certified = self._row(bill, name, means, amount, certificate=f"C-{name}")
                steps.append(lambda: self._import(certified))
        else:
            if means == "CHEQUE" and counts:
                body["cleared_date"] = "2026-09-20"
            steps.append(lambda: self._send("/api/v1/collections", body))
        if bounces:
            back = self._row(bill, f"A-{name}", means, amount, reverses=name)
            steps.append(lambda: self._import(back))
        return steps

    def _row(
        self, bill: Bill, receipt: str, means: str, amount: int, *, cleared: str = "",
        certificate: str = "", reverses: str = "",
    ) -> str:  # fmt: skip
        words = {
            "CASH": "efectivo", "TRANSFER": "transferencia", "CARD": "tarjeta", "CHEQUE": "cheque",
            "WITHHOLDING": "retención",
        }  # fmt: skip
        day = "25/09/2026" if reverses else "15/09/2026"
        regime = "Ganancias" if means == "WITHHOLDING" else ""
        return (
            "recibo;fecha;tipo;punto_de_venta;factura;medio;importe;moneda;fecha_acreditacion;"
            "certificado;regimen;anula_recibo;motivo\n"
            f"{receipt};{day};1;3;{bill.number};{words[means]};{typed(amount)};{bill.currency};"
            f"{cleared};{certificate};{regime};{reverses};{'rechazado' if reverses else ''}\n"
        )

    def _identity(self, bill: Bill) -> dict[str, Any]:
        return {
            "issuer_cuit": sales.ISSUER, "type_code": 1, "point_of_sale": 3, "number": bill.number,
        }  # fmt: skip

    def _place(self, bill: Bill) -> Callable[[], None]:
        """Finance links the invoice, whole or line by line; sometimes it is undone and done again."""
        again = self.random.random() < 0.4

        def link() -> None:
            self._link(bill)
            if again:
                for notice in {self.notices[at].pk for at in bill.notices if at >= 0}:
                    page = f"{self._page(bill)}oportunidad/{notice}/desvincular/"
                    assert self.finance.post(page, {"reason": "Era de otra"}).status_code == 302
                self._link(bill)

        return link

    def _page(self, bill: Bill) -> str:
        found = Document.objects.get(number=bill.number, type_code=1)
        return f"/gestion/comprobantes/{found.pk}/"

    def _link(self, bill: Bill) -> None:
        owners = bill.notices
        if bill.whole:
            page = f"{self._page(bill)}oportunidad/{self.notices[owners[0]].pk}/"
            answer = self.finance.post(page)
        elif set(owners) == {-1}:
            return
        else:
            lines = Document.objects.get(number=bill.number, type_code=1).lines.order_by("position")
            chosen = {
                f"line-{line.pk}": str(self.notices[at].pk)
                for line, at in zip(lines, owners, strict=True)
                if at >= 0
            }
            answer = self.finance.post(f"{self._page(bill)}repartir/", {**chosen, "confirm": "1"})
        assert answer.status_code == 302, answer.content.decode()[-3000:]

    def _notes(self, bill: Bill) -> list[Callable[[], None]]:
        """A credit note of a line, or of all of it, and a debit note that brings a line of its own."""
        made = []
        if self.random.random() < 0.5:
            at = self.random.randrange(len(bill.lines))
            line = bill.lines[at]
            share = self.random.choice((Fraction(1), Fraction(1, 3), Fraction(2, 7)))
            line.credited_net = max(1, floor(line.net * share))
            line.credited_gross = max(line.credited_net, floor(line.gross * share))
            bill.credited = line.credited_gross
            note = self._note(
                bill, "CREDIT", line.credited_net, line.credited_gross, {"changes": at + 1}
            )
            made.append(lambda: self._send("/api/v1/documents", note))
        if bill.whole and self.random.random() < 0.5:
            bill.debit = Line("FISC", 12_345, 14_937)
            bill.debited = 14_937
            brought = self._note(bill, "DEBIT", 12_345, 14_937, {"family": "FISCAL"})
            made.append(lambda: self._send("/api/v1/documents", brought))
        return made

    def _note(
        self, bill: Bill, kind: str, net: int, gross: int, line: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "issuer_cuit": sales.ISSUER, "type_code": TYPES[kind], "point_of_sale": 3,
            "number": bill.number, "issue_date": "2026-09-18", "receiver_doc": CUSTOMER,
            "receiver_name": "Ferretería El Tornillo S.R.L.", "currency": bill.currency,
            "net_minor": net, "vat_minor": gross - net, "total_minor": gross,
            "corrects": self._identity(bill),
            "lines": [{"description": "Nota", "net_minor": net, "gross_minor": gross, **line}],
        }  # fmt: skip

    def _import(self, text: str) -> None:
        path = self.folder / "archivo.csv"
        path.write_text(text, encoding="utf-8")
        assert main([str(path), "--issuer", sales.ISSUER, "--json"]) == 0, text

    def _send(self, path: str, body: dict[str, Any]) -> None:
        cache.clear()  # limits count in memory
        answer = self.program.post(path, body)
        assert answer.status_code in {200, 201, 202}, answer.content

    def tell(self) -> None:
        """Let everything come in an order that chance gives, each chain in its own, some of it twice."""
        waiting = [list(chain) for bill in self.bills for chain in bill.steps]
        while waiting:
            chain = self.random.choice(waiting)
            act = chain.pop(0)
            act()
            if act.__name__ != "link" and self.random.random() < 0.3:
                act()
            waiting = [each for each in waiting if each]

    # What comes out --------------------------------------------------------------------------------

    def balances(self) -> dict[tuple[int, str], int]:
        """Add up the account of what is accrued from the ledger's export."""
        content = self.finance.get("/gestion/libro/exportar/")
        text = b"".join(content.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        head, sums = rows[0], defaultdict(int)
        partner, money, account, amount = (
            head.index(name) for name in ("Partner", "Moneda", "Cuenta", "Importe")
        )
        for row in rows[1:]:
            if row[account] == "Devengada":
                minor = int(row[amount].replace(".", "").replace(",", ""))
                sums[self.names.index(row[partner]), row[money]] += minor
        return {key: amount for key, amount in sums.items() if amount}


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_order_and_the_door_the_centavos_are_those_of_the_law(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    world = World(cast, seed, tmp_path)
    world.tell()
    assert world.balances() == wanted(world.bills)
    capsys.readouterr()
    out = io.StringIO()
    call_command("reconcile", "--json", stdout=out)
    assert json.loads(out.getvalue())["differences"] == []
