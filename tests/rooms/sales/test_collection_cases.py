"""The cases of collections that a finance clerk knows, each through a file, to the centavo (P-8, P-9)."""

from datetime import date

import pytest

import builders
import sales_cases as sales
import sales_imports as imports
from cast import Cast
from universo.rewards.models import Accrual
from universo.sales.models import Collection, Document, DocumentKind, Reversal
from universo.usecases.record_document import record_document

RATE_BP = 10_000  # the whole base, so that the reward is the base that counts
HEAD = (
    "recibo;fecha;tipo;punto_de_venta;factura;medio;importe;moneda;fecha_acreditacion;certificado;"
    "anula_recibo;motivo\n"
)
TOTAL, NET = 181_500_000, 150_000_000
TRANSFER = ("transferencia", "1591340,00", "", "")
TAXES = [("retención IVA", "157500,00", "", "V-1"), ("retención Ganancias", "28660,00", "", "G-1")]
CASES = {
    "C1": ([("transferencia", "1815000,00", "", "")], NET),
    "C2": ([TRANSFER, *TAXES, ("retención IIBB", "37500,00", "", "B-1")], NET),
    "C3": ([TRANSFER, *TAXES, ("retención IIBB", "37500,00", "", "")], 146_900_826),
    "C4": ([("echeq", "1815000,00", "", "")], 0),
    "C5": ([("echeq", "1815000,00", "20/11/2026", "")], NET),
    "C7": ([("transferencia", "907500,00", "", "")], 75_000_000),
    "C8": ([("transferencia", "605000,00", "", "")] * 3, NET),
    "C11": ([("transferencia", "1900000,00", "", "")], NET),
}  # fmt: skip


def rows(document: Document, *means: tuple[str, str, str, str], money: str = "ARS") -> str:
    return "".join(
        f"R-{n};12/11/2026;1;3;{document.number};{kind};{amount};{money};{cleared};{proof};;\n"
        for n, (kind, amount, cleared, proof) in enumerate(means, start=1)
    )


def linked(cast: Cast, **changes: int | str) -> Document:
    net = int(changes.get("net", NET))
    line = sales.line(net, gross_minor=int(changes.get("total", TOTAL)))
    notice = sales.accepted(cast, won=True, rate_bp=RATE_BP)
    document = sales.invoice(cast, line, currency=changes.get("currency", "ARS"))
    from universo.usecases.link_document import link_document

    link_document(actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=notice.pk)
    return document


def earned() -> list[int]:
    return [row.amount_minor for row in Accrual.objects.order_by("pk")]


@pytest.mark.parametrize("name", CASES)
def test_what_counts_of_each_case(cast: Cast, name: str) -> None:
    means, base = CASES[name]
    document = linked(cast)
    done = imports.apply(cast.finance, HEAD + rows(document, *means))
    assert imports.outcomes(done) == {"NEW": len(means)}
    assert sum(earned()) == base
    if name == "C8":
        assert earned() == [50_000_000] * 3
    again = imports.apply(cast.finance, HEAD + rows(document, *means))
    assert imports.outcomes(again) == {"UNCHANGED": len(means)}
    assert sum(earned()) == base


def test_c3_the_certificate_that_comes_later_completes(cast: Cast) -> None:
    document = linked(cast)
    without = [TRANSFER, *TAXES, ("retención IIBB", "37500,00", "", "")]
    imports.apply(cast.finance, HEAD + rows(document, *without))
    with_it = [*without[:-1], ("retención IIBB", "37500,00", "", "B-1")]
    done = imports.apply(cast.finance, HEAD + rows(document, *with_it))
    assert imports.outcomes(done) == {"UNCHANGED": 3, "COMPLETES": 1}
    assert sum(earned()) == NET


def test_c6_a_cheque_that_cleared_and_bounced_earns_nothing_and_stays(cast: Cast) -> None:
    document = linked(cast)
    file = HEAD + rows(document, ("cheque", "1815000,00", "16/11/2026", ""))
    file += f"RR-1;20/11/2026;1;3;{document.number};cheque;1815000,00;ARS;;;R-1;Rechazado\n"
    imports.apply(cast.finance, file)
    assert earned() in ([NET, -NET], [])  # both facts may have come at once
    assert sum(earned()) == 0
    assert (Collection.objects.count(), Reversal.objects.count()) == (1, 1)


@pytest.mark.parametrize("paid", ["1452000,00", "1815000,00"], ids=["C9", "C10"])
def test_a_credit_note_lowers_net_and_total(cast: Cast, paid: str) -> None:
    document = linked(cast)
    imports.apply(cast.finance, HEAD + rows(document, ("transferencia", paid, "", "")))
    net, gross = (30_000_000, 36_300_000) if paid.startswith("145") else (NET, TOTAL)
    line = document.lines.get()
    note = sales.data(
        sales.line(net, gross_minor=gross, changes_line_id=line.pk), type_code=sales.CREDIT_A,
        corrects_id=document.pk, issue_date=date(2026, 11, 18),
    )  # fmt: skip
    record_document(actor=cast.finance, now=sales.NOON, data=note)
    assert Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).count() == 1
    assert sum(earned()) == NET - net


def test_c12_dollars_accrue_in_dollars(cast: Cast) -> None:
    document = linked(cast, net=218_400, total=264_264, currency="USD")
    imports.apply(
        cast.finance, HEAD + rows(document, ("transferencia", "1321,32", "", ""), money="USD")
    )
    assert earned() == [109_200]


def test_c13_instalments_sum_exactly(cast: Cast) -> None:
    document = linked(cast, net=82_645, total=100_000)
    parts = [("transferencia", amount, "", "") for amount in ("333,33", "333,33", "333,34")]
    imports.apply(cast.finance, HEAD + rows(document, *parts))
    assert earned() == [27_548, 27_548, 27_549]


def test_lines_of_one_document_are_put_together_or_left_out_together(cast: Cast) -> None:
    head = (
        "fecha;tipo;punto_de_venta;numero;cuit_cliente;razon_social;producto;neto;iva;total;"
        "total_comprobante\n"
    )
    who = f"{builders.cuit(4417)};Cliente;POS-SOFT"

    def row(number: int, net: str = "100,00", day: str = "02/11/2026", whole: str = "") -> str:
        return f"{day};1;3;{number};{who};{net};21,00;121,00;{whole}\n"

    file = head + row(10) + row(11, whole="121,00") + row(10)  # not one after the other
    file += row(12) + row(12, net="mil") + row(13) + row(13, day="03/11/2026")
    file += row(14, whole="500,00")
    done = imports.apply(cast.finance, file)
    assert imports.outcomes(done) == {"NEW": 2, "REJECTED": 5}
    two = Document.objects.get(number=10)
    assert (two.total_minor, two.net_minor, two.lines.count()) == (24_200, 20_000, 2)
    assert [line.position for line in two.lines.order_by("position")] == [1, 2]
    said = [(row["row"], one["code"]) for row in done.preview["REJECTED"] for one in row["remarks"]]
    assert said == [
        (5, "another_line_rejected"), (6, "amount_unreadable"), (7, "lines_disagree"),
        (8, "lines_disagree"), (9, "amounts_do_not_add_up"),
    ]  # fmt: skip
    again = imports.apply(cast.finance, file)
    assert imports.outcomes(again) == {"UNCHANGED": 2, "REJECTED": 5}


def test_the_means_of_one_receipt_are_items_and_an_item_comes_once(cast: Cast) -> None:
    document = sales.invoice(cast)
    file = HEAD.replace("motivo", "motivo;item")
    base = f"R-1;12/11/2026;1;3;{document.number};efectivo;%s;ARS;;;;;%s\n"
    file += base % ("100,00", "") + base % ("50,00", "") + base % ("9,00", "7")
    file += base % ("9,00", "7") + base % ("8,00", "7")
    done = imports.apply(cast.finance, file)
    assert imports.outcomes(done) == {"NEW": 3, "UNCHANGED": 1, "REJECTED": 1}
    kept = Collection.objects.order_by("item").values_list("item", "amount_minor")
    assert list(kept) == [(1, 10_000), (2, 5_000), (7, 900)]
