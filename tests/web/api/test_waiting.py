"""Collections that programs send before their invoice: kept, and registered with it, as those of files."""

import itertools
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
import sales_cases as sales
import sales_imports as imports
from cast import Cast, make_cast
from programs import Program, make_key
from sales_imports import outcomes
from universo.audit.models import Event
from universo.identity.models import User
from universo.rewards.models import Accrual
from universo.rewards.reconciliation import differences
from universo.sales.models import Collection, Document, Reversal, WaitingCollection
from universo.usecases.link_document import link_document
from universo.usecases.record_collection import record_collection
from universo.usecases.register_waiting import cancel_waiting

URL, RECEIPTS = "/api/v1/documents", "/api/v1/collections"
CUIT = sales.ISSUER
BOARD = "/gestion/cobranzas/sin-factura/"
TITLES = "recibo;fecha;tipo;punto_de_venta;factura;medio;importe;moneda;fecha_acreditacion;anula_recibo\n"
Programs = Callable[..., Any]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    """Programs ask as often as they like."""
    settings.API_REQUESTS_PER_MINUTE = 100_000


def key(number: int = 77) -> dict[str, Any]:
    return {"issuer_cuit": CUIT, "type_code": 1, "point_of_sale": 3, "number": number}


def bill(number: int = 77, currency: str = "ARS", net: int = 10_000_000) -> dict[str, Any]:
    vat = net * 21 // 100
    line = {
        "description": "Licencia",
        "family": "POS-SOFT",
        "net_minor": net,
        "gross_minor": net + vat,
    }
    return {
        **key(number), "issue_date": "2026-11-10", "receiver_doc": builders.cuit(4_417),
        "receiver_name": "Ferretería El Tornillo S.R.L.", "currency": currency, "net_minor": net,
        "vat_minor": vat, "total_minor": net + vat, "lines": [line],
    }  # fmt: skip


def receipt(number: int = 77, **changes: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid.uuid4()), "invoice": key(number), "receipt_number": "R-1",
        "means": "TRANSFER", "amount_minor": 4_000_000, "received_date": "2026-11-12", **changes,
    }  # fmt: skip


def row(name: str = "R-1", amount: str = "40000,00", means: str = "transferencia", cleared: str = "",
        reverses: str = "", day: str = "12/11/2026", number: int = 77) -> str:  # fmt: skip
    return f"{name};{day};1;3;{number};{means};{amount};ARS;{cleared};{reverses}\n"


def test_it_waits_and_the_same_again_gets_the_same_answer(cast: Cast, program: Programs) -> None:
    felipe, body = program(cast.finance), receipt()
    first = felipe.post(RECEIPTS, body)
    assert first.status_code == 202, first.content
    told = first.json()
    assert (told["state"], told["uid"], told["problems"]) == ("WAITING", body["uid"], [])
    assert (felipe.post(RECEIPTS, body).status_code, felipe.post(RECEIPTS, body).json()) == (
        202,
        told,
    )
    one = f"{RECEIPTS}/waiting/{told['waiting_id']}"
    assert (felipe.get(one).status_code, felipe.get(one).json()) == (202, told)
    assert WaitingCollection.objects.count() == 1
    assert not Collection.objects.exists()
    lines = Event.objects.filter(subject_kind="waiting_collection", subject_id=told["waiting_id"])
    assert list(lines.values_list("name", flat=True)) == ["sales.waiting.kept"]


def test_other_content_is_a_conflict(cast: Cast, program: Programs) -> None:
    felipe, body = program(cast.finance), receipt()
    felipe.post(RECEIPTS, body)
    for changes in ({"amount_minor": 1}, {"receipt_number": "R-2"}, {"invoice": key(78)}):
        assert felipe.post(RECEIPTS, {**body, **changes}).status_code == 409, changes
    assert felipe.post(RECEIPTS, receipt(amount_minor=1)).status_code == 409  # the same item
    assert felipe.post(URL, bill(78)).status_code == 201
    assert felipe.post(RECEIPTS, {**body, "invoice": key(78)}).status_code == 409
    registered = receipt(78)
    assert felipe.post(RECEIPTS, registered).status_code == 201
    assert felipe.post(RECEIPTS, {**registered, "invoice": key(79)}).status_code == 409
    assert (WaitingCollection.objects.count(), Collection.objects.count()) == (1, 1)


@pytest.mark.parametrize("currency", ["ARS", "USD"])
def test_it_is_registered_under_its_id_when_the_invoice_comes(
    cast: Cast, program: Programs, currency: str
) -> None:
    felipe, body = program(cast.finance), receipt()
    waiting_id = felipe.post(RECEIPTS, body).json()["waiting_id"]
    assert felipe.post(URL, bill(currency=currency)).status_code == 201
    stored = Collection.objects.get()
    assert (str(stored.uid), stored.amount_minor, stored.batch_id) == (body["uid"], 4_000_000, None)
    again = felipe.post(RECEIPTS, body)
    assert (again.status_code, again.json()["id"]) == (200, stored.pk)
    found = felipe.get(f"{RECEIPTS}/waiting/{waiting_id}")
    assert (found.status_code, found.json()) == (200, again.json())
    assert felipe.post(RECEIPTS, {**body, "amount_minor": 1}).status_code == 409


def test_a_cheque_clears_and_is_taken_back_while_it_waits(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    body = receipt(means="CHEQUE")
    one = f"{RECEIPTS}/waiting/{felipe.post(RECEIPTS, body).json()['waiting_id']}"
    early = felipe.post(f"{one}/clearing", {"cleared_date": "2026-11-01"})
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/body/cleared_date")
    for _twice in range(2):
        cleared = felipe.post(f"{one}/clearing", {"cleared_date": "2026-11-20"})
        assert (cleared.status_code, cleared.json()["cleared_date"]) == (202, "2026-11-20")
    assert felipe.post(f"{one}/clearing", {"cleared_date": "2026-11-19"}).status_code == 409
    assert felipe.post(RECEIPTS, body).status_code == 202  # as it was sent, before it cleared
    back = {"uid": str(uuid.uuid4()), "on_date": "2026-11-21", "reason": "Rechazado"}
    for _twice in range(2):
        told = felipe.post(f"{one}/reversal", back)
        assert (told.status_code, told.json()["reversal"]["reason"]) == (202, "Rechazado")
    assert felipe.post(f"{one}/reversal", {**back, "uid": str(uuid.uuid4())}).status_code == 409
    felipe.post(URL, bill())
    assert str(Reversal.objects.get().uid) == back["uid"]
    done = felipe.post(f"{one}/reversal", back)
    assert (done.status_code, done.json()["counts"]) == (200, False)
    assert done.json()["cleared_date"] == "2026-11-20"


def test_the_certificate_of_a_withholding_of_a_file_comes_by_a_program(
    cast: Cast, program: Programs
) -> None:
    titles = "recibo;fecha;tipo;punto_de_venta;factura;medio;importe;moneda;certificado\n"
    row = "R-1;2026-11-12;Factura A;3;77;retención;40000;ARS;\n"
    imports.apply(cast.finance, titles + row, kind="collections")
    kept = WaitingCollection.objects.get()
    felipe, one = program(cast.finance), f"{RECEIPTS}/waiting/{kept.pk}/certificate"
    blank = felipe.post(one, {"certificate": " "})
    assert (blank.status_code, blank.json()["errors"][0]["pointer"]) == (422, "/body/certificate")
    for _twice in range(2):
        told = felipe.post(one, {"certificate": "C-9"})
        assert (told.status_code, told.json()["certificate"]) == (202, "C-9")
    assert felipe.post(one, {"certificate": "C-10"}).status_code == 409
    assert Event.objects.filter(name="sales.waiting.certified").count() == 1
    felipe.post(URL, bill())
    assert Collection.objects.get().certificate == "C-9"
    done = felipe.post(one, {"certificate": "C-9"})
    assert (done.status_code, done.json()["counts"]) == (200, True)


def test_only_a_withholding_that_stands_takes_a_certificate(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    one = f"{RECEIPTS}/waiting/{felipe.post(RECEIPTS, receipt()).json()['waiting_id']}"
    assert felipe.post(f"{one}/certificate", {"certificate": "C-9"}).status_code == 409
    body = receipt(78, means="WITHHOLDING", certificate="C-1")
    one = f"{RECEIPTS}/waiting/{felipe.post(RECEIPTS, body).json()['waiting_id']}"
    back = {"uid": str(uuid.uuid4()), "on_date": "2026-11-21", "reason": "Anulado"}
    felipe.post(f"{one}/reversal", back)
    assert felipe.post(f"{one}/certificate", {"certificate": "C-2"}).status_code == 409


def test_a_reversal_of_an_id_that_was_used_is_refused(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    felipe.post(URL, bill(78))
    registered = felipe.post(RECEIPTS, receipt(78)).json()["id"]
    back = {"uid": str(uuid.uuid4()), "on_date": "2026-11-21", "reason": "Rechazado"}
    felipe.post(f"{RECEIPTS}/{registered}/reversal", back)
    waiting_id = felipe.post(RECEIPTS, receipt()).json()["waiting_id"]
    assert felipe.post(f"{RECEIPTS}/waiting/{waiting_id}/reversal", back).status_code == 409


def test_an_id_used_meanwhile_loses_nothing(cast: Cast, program: Programs) -> None:
    """Two requests under one id at the same instant: what waited is registered all the same."""
    felipe, body = program(cast.finance), receipt()
    felipe.post(RECEIPTS, body)
    document_id = felipe.post(URL, bill(78)).json()["id"]
    record_collection(
        actor=cast.finance, now=sales.NOON, uid=uuid.UUID(body["uid"]), document_id=document_id,
        receipt_number="R-1", means="CASH", amount_minor=1, received_date=sales.NOON.date(),
    )  # fmt: skip
    felipe.post(URL, bill(77))
    assert Collection.objects.count() == 2
    assert WaitingCollection.objects.get().status == "APPLIED"


def test_files_and_programs_know_what_waits_of_the_other(cast: Cast, program: Programs) -> None:
    felipe = program(cast.finance)
    felipe.post(RECEIPTS, receipt())
    felipe.post(RECEIPTS, receipt(receipt_number="R-2", means="CHEQUE"))
    assert outcomes(imports.apply(cast.finance, TITLES + row())) == {"UNCHANGED": 1}
    assert outcomes(imports.apply(cast.finance, TITLES + row(amount="1,00"))) == {"CONFLICT": 1}
    cleared = row("R-2", means="cheque", cleared="20/11/2026")
    assert outcomes(imports.apply(cast.finance, TITLES + cleared)) == {"COMPLETES": 1}
    bounced = row("AN", means="", reverses="R-1", day="21/11/2026")
    assert outcomes(imports.apply(cast.finance, TITLES + bounced)) == {"NEW": 1}
    imports.apply(cast.finance, TITLES + row("R-3"))
    assert felipe.post(RECEIPTS, receipt(receipt_number="R-3")).status_code == 409
    felipe.post(URL, bill())
    assert Collection.objects.filter(cleared_date="2026-11-20").count() == 1
    assert Reversal.objects.get().collection.receipt_number == "R-1"


def test_what_a_person_cancelled_stays_cancelled(cast: Cast, program: Programs) -> None:
    felipe, body = program(cast.finance), receipt()
    waiting_id = felipe.post(RECEIPTS, body).json()["waiting_id"]
    cancel_waiting(
        actor=cast.finance, now=sales.NOON, waiting_id=waiting_id, reason="de otra empresa"
    )
    told = Event.objects.get(name="sales.waiting.cancelled")
    assert (told.subject_kind, told.subject_id) == ("waiting_collection", waiting_id)
    felipe.post(URL, bill())
    for sent in (body, receipt()):
        answer = felipe.post(RECEIPTS, sent)
        assert (answer.status_code, answer.json()["state"]) == (202, "CANCELLED")
    back = {"uid": str(uuid.uuid4()), "on_date": "2026-11-21", "reason": "Rechazado"}
    assert felipe.post(f"{RECEIPTS}/waiting/{waiting_id}/reversal", back).status_code == 409
    assert outcomes(imports.apply(cast.finance, TITLES + row())) == {"UNCHANGED": 1}
    assert not Collection.objects.exists()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"invoice": {**key(), "issuer_cuit": "123"}}, "/body/invoice"),
        ({"invoice": {**key(), "type_code": 3}}, "/body/invoice"),
        ({"invoice": {**key(), "type_code": 999}}, "/body/invoice"),
        ({"received_date": "2099-01-01"}, "/body/received_date"),
        ({"means": "WITHHOLDING"}, "/body/certificate"),
    ],
)
def test_what_could_never_be_registered_does_not_wait(
    cast: Cast, program: Programs, changes: dict[str, Any], pointer: str
) -> None:
    answer = program(cast.finance).post(RECEIPTS, receipt(**changes))
    assert answer.status_code == 422, answer.content
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert not WaitingCollection.objects.exists()


def test_others_find_nothing_and_finance_sees_it_on_its_page(cast: Cast, program: Programs) -> None:
    waiting_id = program(cast.finance).post(RECEIPTS, receipt()).json()["waiting_id"]
    one = f"{RECEIPTS}/waiting/{waiting_id}"
    assert program(cast.auditor).get(one).status_code == 202
    for who in (cast.admin, cast.sponsor, cast.executive):
        assert program(who).get(one).status_code == 404
    for who in (cast.auditor, cast.admin):
        assert (
            program(who).post(f"{one}/clearing", {"cleared_date": "2026-11-20"}).status_code == 404
        )
    browser = Client()
    browser.force_login(
        User.objects.get(pk=cast.finance.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    for path in ("", f"{waiting_id}/"):
        page = browser.get(f"{BOARD}{path}")
        assert page.status_code == 200
        assert "40.000,00" in page.content.decode()
    assert "La API" in page.content.decode()


# Whatever comes by program or by file, in any order, ends in the same books.
_PARTS = st.tuples(
    st.integers(1, 90_000), st.sampled_from(["TRANSFER", "CHEQUE"]), st.booleans(), st.booleans()
)
_SMALL = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def cast_again(db: None) -> Cast:
    return make_cast()


def _in_file(cast: Cast, n: int, part: tuple[int, str, bool, bool]) -> None:
    amount, means, clears, bounces = part
    on = "20/11/2026" if clears and means == "CHEQUE" else ""
    rows = row(f"R-{n}", f"{amount},00", "cheque" if means == "CHEQUE" else "transferencia", on)
    if bounces:
        rows += row(f"AN-{n}", f"{amount},00", "", reverses=f"R-{n}", day="21/11/2026")
    imports.apply(cast.finance, TITLES + rows)


def _by_program(felipe: Program, n: int, part: tuple[int, str, bool, bool]) -> None:
    amount, means, clears, bounces = part
    uid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{n}"))
    sent = receipt(uid=uid, receipt_number=f"R-{n}", means=means, amount_minor=amount * 100)
    answer = felipe.post(RECEIPTS, sent)
    assert answer.status_code in (200, 201, 202), answer.content
    told = json.loads(answer.content)
    one = f"{RECEIPTS}/{told['id']}" if "id" in told else f"{RECEIPTS}/waiting/{told['waiting_id']}"
    if clears and means == "CHEQUE":
        felipe.post(f"{one}/clearing", {"cleared_date": "2026-11-20"})
    if bounces:
        felipe.post(f"{one}/reversal", {"uid": uid, "on_date": "2026-11-21", "reason": "—"})


def _end(cast: Cast, steps: list[Callable[[], Any]]) -> Any:
    with transaction.atomic():
        notice = sales.accepted(cast, won=True, rate_bp=333)
        for step in steps:
            step()
            for found in Document.objects.filter(links__isnull=True):
                link_document(
                    actor=cast.finance, now=sales.NOON, document_id=found.pk, notice_id=notice.pk
                )
        assert differences() == []
        assert not WaitingCollection.objects.exclude(status="APPLIED").exists()
        kept = Collection.objects.values_list(
            "receipt_number", "amount_minor", "means", "cleared_date", "reversal__on_date"
        )
        end = (sorted(map(str, kept)), sum(one.amount_minor for one in Accrual.objects.all()))
        transaction.set_rollback(True)
    return end


@_SMALL
@given(parts=st.lists(_PARTS, min_size=1, max_size=3), data=st.data())
def test_programs_in_any_order_end_as_files_do(
    cast_again: Cast, parts: list[tuple[int, str, bool, bool]], data: Any
) -> None:
    felipe = Program(make_key(cast_again.finance))
    invoice = [lambda: felipe.post(URL, bill(net=5_000_300))]
    sent = [lambda n=n, p=part: _by_program(felipe, n, p) for n, part in enumerate(parts)]
    filed = [lambda n=n, p=part: _in_file(cast_again, n, p) for n, part in enumerate(parts)]
    mixed = data.draw(st.permutations([*invoice, *sent, *data.draw(st.permutations(sent))[:1]]))
    ends = [
        _end(cast_again, list(order))
        for order in ([*invoice, *filed], [*filed, *invoice], [*sent, *invoice], mixed)
    ]
    assert [one for one, _group in itertools.groupby(ends)] == ends[:1]
