"""Collections that come before their invoice wait for it, and are registered with it (R-12, protocol 6)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
import sales_cases as sales
import sales_imports as imports
from cast import Cast, make_cast
from sales_imports import codes, outcomes
from universo.audit.models import Event
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.rewards.models import Accrual
from universo.rewards.reconciliation import differences
from universo.sales.models import (
    Collection,
    Document,
    ImportBatch,
    OpportunityLink,
    Reversal,
    WaitingCollection,
    WaitingStatus,
)
from universo.usecases.link_document import link_document
from universo.usecases.register_waiting import cancel_waiting, register_late

pytestmark = pytest.mark.django_db
S = WaitingStatus
RECEIPTS = (
    "recibo;fecha;tipo;punto_de_venta;factura;medio;importe;moneda;fecha_acreditacion;certificado;"
    "anula_recibo;motivo\n"
)
INVOICES = (
    "fecha;tipo;punto_de_venta;numero;cuit_cliente;razon_social;moneda;producto;neto;iva;total\n"
)


def receipt(number: int, name: str = "R-1", means: str = "transferencia", amount: str = "40000,00",
            **more: str) -> str:  # fmt: skip
    cells = [name, more.get("day", "12/11/2026"), more.get("type", "1"), "3", str(number), means,
             amount, more.get("currency", "ARS"), more.get("cleared", ""),
             more.get("certificate", ""), more.get("reverses", ""), more.get("reason", "")]  # fmt: skip
    return ";".join(cells) + "\n"


def invoice_row(number: int, net: int = 100_000, currency: str = "ARS", kind: str = "1") -> str:
    cuit = builders.cuit(4_417)
    return (f"10/11/2026;{kind};3;{number};{cuit};Ferretería El Tornillo S.R.L.;{currency};POS-SOFT;"
            f"{net},00;{net * 21 // 100},00;{net * 121 // 100},00\n")  # fmt: skip


def collections(cast: Cast, *rows: str) -> ImportBatch:
    return imports.apply(cast.finance, RECEIPTS + "".join(rows))


def statuses() -> list[str]:
    return list(WaitingCollection.objects.order_by("pk").values_list("status", flat=True))


def test_a_collection_before_its_invoice_waits_once_and_is_not_rejected(cast: Cast) -> None:
    seen = imports.preview(cast.finance, RECEIPTS + receipt(77))
    assert (outcomes(seen), codes(seen, "WAITS")) == ({"WAITS": 1}, ["waits_for_invoice"])
    assert not WaitingCollection.objects.exists()
    done = imports.confirmed(cast.finance, seen)
    assert (done.status, outcomes(done)) == ("APPLIED", {"WAITS": 1})
    assert done.counts["new"][0]["total_minor"] == 4_000_000
    assert outcomes(collections(cast, receipt(77))) == {"UNCHANGED": 1}
    kept = WaitingCollection.objects.get()
    assert (kept.status, kept.batch_id, kept.position) == (S.WAITING, done.pk, 2)
    assert not Collection.objects.exists()


def by_hand(cast: Cast, number: int) -> None:
    sales.invoice(cast, number=number)


def by_file(cast: Cast, number: int) -> None:
    assert outcomes(imports.apply(cast.finance, INVOICES + invoice_row(number))) == {"NEW": 1}


@pytest.mark.parametrize("door", [by_hand, by_file])
def test_it_is_registered_when_the_invoice_comes_by_any_door(
    cast: Cast, door: Callable[[Cast, int], None]
) -> None:
    rows = [receipt(77), receipt(77, "R-2", amount="81000,00"), receipt(78)]
    batch = collections(cast, *rows)
    door(cast, 77)
    stored = Collection.objects.order_by("pk")
    assert [(one.receipt_number, one.amount_minor, one.batch_id) for one in stored] == [
        ("R-1", 4_000_000, batch.pk), ("R-2", 8_100_000, batch.pk),
    ]  # fmt: skip
    assert statuses() == [S.APPLIED, S.APPLIED, S.WAITING]
    assert outcomes(collections(cast, *rows)) == {"UNCHANGED": 3}
    document, notice = Document.objects.get(), sales.accepted(cast, won=True)
    link_document(actor=cast.finance, now=sales.NOON, document_id=document.pk, notice_id=notice.pk)
    assert sum(row.amount_minor for row in Accrual.objects.all()) == 500_000
    assert differences() == []


def test_an_invoice_that_is_linked_as_it_comes_brings_the_reward_of_what_waited(cast: Cast) -> None:
    from universo.sales.models import LinkingRule

    LinkingRule.objects.create(
        is_on=True, set_at=sales.NOON, set_by_id=cast.finance.user_id, reason="para la prueba"
    )
    notice = sales.accepted(cast, won=True)
    notice.items.create(family=cast.families["POS-SOFT"])
    collections(cast, receipt(77))
    sales.invoice(cast, number=77)
    assert OpportunityLink.objects.filter(notice=notice).exists()
    assert [row.amount_minor for row in Accrual.objects.all()] == [165_289]
    told = Event.objects.filter(subject_kind="notice", subject_id=notice.pk)
    assert told.filter(name="sales.collection.registered").count() == 1


def test_a_cheque_that_clears_while_it_waits_counts_when_the_invoice_comes(cast: Cast) -> None:
    collections(cast, receipt(77, means="cheque"))
    cleared = receipt(77, means="cheque", cleared="20/11/2026")
    assert outcomes(collections(cast, cleared)) == {"COMPLETES": 1}
    assert outcomes(collections(cast, cleared)) == {"UNCHANGED": 1}
    sales.invoice(cast, number=77)
    assert Collection.objects.get().cleared_date is not None


def test_what_says_otherwise_than_what_waits_is_a_difference(cast: Cast) -> None:
    collections(cast, receipt(77))
    batch = collections(cast, receipt(77, amount="40000,01"))
    assert outcomes(batch) == {"CONFLICT": 1}
    assert batch.preview["CONFLICT"][0]["remarks"][0]["params"]["field"] == "amount_minor"
    sales.invoice(cast, number=77)
    assert Collection.objects.get().amount_minor == 4_000_000


@pytest.mark.parametrize("where", ["same file", "later file", "before the receipt"])
def test_what_is_taken_back_while_it_waits_is_registered_and_taken_back(
    cast: Cast, where: str
) -> None:
    back = receipt(77, "AN-1", "", reverses="R-1", day="20/11/2026", reason="rechazado")
    rows = [receipt(77), back]
    if where == "later file":
        assert outcomes(collections(cast, rows[0])) == {"WAITS": 1}
        assert outcomes(collections(cast, rows[1])) == {"NEW": 1}
    else:
        ordered = rows if where == "same file" else rows[::-1]
        assert outcomes(collections(cast, *ordered)) == {"NEW": 1, "WAITS": 1}
    assert outcomes(collections(cast, back)) == {"UNCHANGED": 1}
    sales.invoice(cast, number=77)
    taken = Reversal.objects.get()
    assert (taken.collection.receipt_number, taken.reason) == ("R-1", "rechazado")
    assert outcomes(collections(cast, *rows)) == {"UNCHANGED": 2}


@pytest.mark.parametrize(
    ("arrives", "code"),
    [({"currency": "USD"}, "currency_differs"), ({"kind": "3"}, "not_an_invoice")],
)
def test_what_does_not_fit_its_invoice_is_left_for_a_person(
    cast: Cast, arrives: dict[str, str], code: str
) -> None:
    collections(cast, receipt(77, type=arrives.get("kind", "1")))
    imports.apply(cast.finance, INVOICES + invoice_row(77, **arrives))  # type: ignore[arg-type]
    kept = WaitingCollection.objects.get()
    assert (kept.status, [one["code"] for one in kept.remarks]) == (S.REFUSED, [code])
    assert not Collection.objects.exists()
    assert register_late(now=sales.NOON) == 0
    cancel_waiting(actor=cast.finance, now=sales.NOON, waiting_id=kept.pk, reason="no corresponde")
    assert statuses() == [S.CANCELLED]


def test_a_cancelled_one_never_counts(cast: Cast) -> None:
    collections(cast, receipt(77))
    waiting_id = WaitingCollection.objects.get().pk
    named: dict[str, Any] = {"now": sales.NOON, "waiting_id": waiting_id}
    with pytest.raises(InvalidInput):
        cancel_waiting(actor=cast.finance, reason="no", **named)
    for name, actor in cast.everyone().items():
        if name != "finance":
            with pytest.raises(NotPermitted):
                cancel_waiting(actor=actor, reason="de otra empresa", **named)
    for _twice in range(2):
        cancel_waiting(actor=cast.finance, reason="de otra empresa", **named)
    with pytest.raises(Conflict):
        cancel_waiting(actor=cast.finance, reason="otro motivo", **named)
    again = collections(cast, receipt(77))
    assert (outcomes(again), codes(again, "UNCHANGED")) == ({"UNCHANGED": 1}, ["cancelled"])
    sales.invoice(cast, number=77)
    assert outcomes(collections(cast, receipt(77))) == {"UNCHANGED": 1}
    assert not Collection.objects.exists()
    assert Event.objects.filter(name="sales.waiting.cancelled").count() == 1
    assert outcomes(collections(cast, receipt(77, amount="1,00"))) == {"NEW": 1}


def test_a_registered_one_is_not_cancelled(cast: Cast) -> None:
    collections(cast, receipt(77))
    sales.invoice(cast, number=77)
    kept = WaitingCollection.objects.get()
    with pytest.raises(Conflict):
        cancel_waiting(actor=cast.finance, now=sales.NOON, waiting_id=kept.pk, reason="ya no va")


def test_the_invoice_that_came_between_preview_and_confirmation_is_found(cast: Cast) -> None:
    seen = imports.preview(cast.finance, RECEIPTS + receipt(77) + receipt(78))
    sales.invoice(cast, number=77)
    done = imports.confirmed(cast.finance, seen)
    assert outcomes(done) == {"NEW": 1, "WAITS": 1}
    assert Collection.objects.count() == WaitingCollection.objects.count() == 1


def test_an_invoice_that_was_missed_is_found_at_night(cast: Cast) -> None:
    collections(cast, receipt(77))
    document = sales.invoice(cast, number=78)
    Document.objects.bulk_create(
        [Document(**{f.attname: getattr(document, f.attname) for f in Document._meta.fields
                     if f.attname not in ("id", "number")}, number=77)]
    )  # fmt: skip
    assert register_late(now=sales.NOON) == 1
    assert register_late(now=sales.NOON) == 0


@pytest.mark.parametrize(
    "change", ["amount_minor = 1", "number = 5", "receipt_number = 'X'", "certificate = 'Z'"]
)
def test_what_waits_stays_as_it_came(cast: Cast, change: str) -> None:
    collections(cast, receipt(77, means="retención", certificate="G-1"))
    with (
        pytest.raises(DatabaseError, match="stays as it is"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE sales_waitingcollection SET {change}")
    with (
        pytest.raises(DatabaseError, match="stays as it is"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM sales_waitingcollection")


# Any order of files of invoices and collections, with repetition, ends in the same ledger.
_parts = st.tuples(
    st.integers(0, 2), st.integers(1, 90_000), st.sampled_from(["transferencia", "cheque"]),
    st.booleans(), st.booleans(),
)  # fmt: skip
_SMALL = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def cast_again(db: None) -> Cast:
    return make_cast()


def story_rows(part: tuple[int, int, str, bool, bool], n: int) -> list[str]:
    which, amount, means, cleared, bounced = part
    on = "20/11/2026" if means == "cheque" and cleared else ""
    rows = [receipt(71 + which, f"R-{n}", means, f"{amount},00", cleared=on)]
    if bounced:
        rows.append(receipt(71 + which, f"AN-{n}", "", f"{amount},00", reverses=f"R-{n}",
                            day="21/11/2026"))  # fmt: skip
    return rows


def end_of(cast: Cast, files: list[str]) -> list[Any]:
    """Apply the files, linking invoices as they come; return what the books say at the end."""
    notice = sales.accepted(cast, won=True, rate_bp=333)
    for content in files:
        assert not codes(imports.apply(cast.finance, content), "REJECTED")
        for found in Document.objects.filter(links__isnull=True).order_by("number"):
            link_document(
                actor=cast.finance, now=sales.NOON, document_id=found.pk, notice_id=notice.pk
            )
    assert differences() == []
    assert not WaitingCollection.objects.filter(status__in=(S.WAITING, S.REFUSED)).exists()
    kept = Collection.objects.values_list(
        "document__number", "receipt_number", "amount_minor", "cleared_date", "reversal__on_date"
    )
    rewards = [
        (number, sum(row.amount_minor for row in Accrual.objects.filter(link__document__number=number)))
        for number in (71, 72, 73)
    ]  # fmt: skip
    return [sorted(map(str, kept)), rewards]


@_SMALL
@given(parts=st.lists(_parts, min_size=1, max_size=5), data=st.data())
def test_files_in_any_order_end_in_the_same_ledger(
    cast_again: Cast, parts: list[tuple[int, int, str, bool, bool]], data: Any
) -> None:
    files = [INVOICES + invoice_row(71 + n, 50_003 + n) for n in range(3)]
    files += [RECEIPTS + "".join(story_rows(part, n)) for n, part in enumerate(parts)]
    orders = [
        files,
        files[3:] + files[:3],
        data.draw(st.permutations([*files, files[-1], files[0]])),
    ]
    ends = []
    for order in orders:
        with transaction.atomic():
            ends.append(end_of(cast_again, order))
            transaction.set_rollback(True)
    assert ends[0] == ends[1] == ends[2]
