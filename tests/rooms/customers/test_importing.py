"""Files of customers from upload to list: previewed, stored, repeated, stopped (R-8, check 4)."""

import csv
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import builders
from builders import NOON
from cast import Cast
from universo.audit.models import Event
from universo.customers import import_queries as queries
from universo.customers.models import (
    CustomerImport,
    CustomerSource,
    ImportStatus,
    KnownCustomer,
    ListFigures,
)
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.tabular import files
from universo.usecases import import_customers as use
from universo.usecases.tidy_customers import tidy
from universo.usecases.work_on_import import work_on_import

ONE, TWO = builders.cuit(61_040_056), builders.cuit(61_040_057)
HEAD = "Código;Razón social;CUIT;Teléfono;E-mail;Provincia\n"
FILE = HEAD + f"1;Uno S.A.;{ONE};011 4555-1234;ventas@uno.com.ar;Buenos Aires\n2;Dos S.R.L.;;;;\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


class Desk:
    """What a keeper does with files, in one go."""

    def __init__(self, actor: Actor, now: datetime = NOON) -> None:
        self.actor, self.now, self.owner_id = actor, now, actor.partner_id

    def receive(self, text: str | bytes, name: str = "clientes.csv", **wish: Any) -> CustomerImport:
        content = text if isinstance(text, bytes) else text.encode()
        made = use.receive_file(
            actor=self.actor, now=self.now, owner_id=self.owner_id, file_name=name,
            uploaded=SimpleUploadedFile(name, content), wish=wish,
        )  # fmt: skip
        return self.work(made)

    def work(self, found: CustomerImport) -> CustomerImport:
        work_on_import(actor=self.actor, clock=lambda: self.now, import_id=found.pk)
        return CustomerImport.objects.get(pk=found.pk)

    def check(
        self, text: str | bytes, source: str = "Tango", whole: bool = False
    ) -> CustomerImport:
        found = self.receive(text)
        assert found.status == ImportStatus.MAPPING, found.fault
        use.choose_columns(
            actor=self.actor, now=self.now, import_id=found.pk, fields=found.mapping,
            source_name=source, is_whole_list=whole,
        )  # fmt: skip
        return self.work(found)

    def store(
        self, text: str | bytes, source: str = "Tango", whole: bool = False
    ) -> CustomerImport:
        found = self.check(text, source, whole)
        use.confirm_import(actor=self.actor, now=self.now, import_id=found.pk)
        return self.work(found)


@pytest.fixture
def desk(real_cast: Cast) -> Desk:
    return Desk(real_cast.reseller)


def rejected(found: CustomerImport) -> list[dict[str, str]]:
    path = queries.rejects_of(found)
    assert path is not None
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_a_file_is_previewed_before_anything_is_stored(desk: Desk) -> None:
    found = desk.check(FILE + "1;Otra vez;;;;\n;;30-11111111-1;;;\n")
    assert found.status == ImportStatus.READY
    assert (found.counts["new"], found.counts["rejected"]) == (2, 2)
    assert [row["legal_name"] for row in found.preview["rows"]] == ["Uno S.A.", "Dos S.R.L."]
    assert not KnownCustomer.objects.exists()


def test_it_is_stored_once_confirmed_and_again_changes_nothing(desk: Desk) -> None:
    first = desk.store(FILE)
    assert first.status == ImportStatus.APPLIED
    assert first.counts["stored"] == {"new": 2, "changed": 0, "same": 0}
    one = KnownCustomer.objects.get(external_id="1")
    assert (one.cuit, one.province_id, one.source, one.owner_id) == (
        ONE, "B", CustomerSource.objects.get(), desk.owner_id,
    )  # fmt: skip
    before = list(KnownCustomer.objects.order_by("pk").values())
    desk.now += timedelta(days=1)
    again = desk.store(FILE)
    assert (again.counts["same"], again.counts["stored"]["new"]) == (2, 0)
    assert list(KnownCustomer.objects.order_by("pk").values()) == before


def test_a_later_file_adds_and_changes_and_the_first_day_stays(desk: Desk) -> None:
    desk.store(FILE)
    desk.now += timedelta(days=1)
    later = desk.store(FILE.replace("Dos S.R.L.", "Dos SRL") + "3;Tres S.A.;;;;\n")
    assert later.counts["stored"] == {"new": 1, "changed": 1, "same": 0}
    two = KnownCustomer.objects.get(external_id="2")
    assert (two.legal_name, two.recorded_at) == ("Dos SRL", NOON)


def test_a_code_given_to_another_company_begins_a_new_proof(desk: Desk) -> None:
    desk.store(FILE)
    desk.now += timedelta(days=1)
    desk.store(FILE.replace("Dos S.R.L.", "Transportes Quilmes S.A."))
    assert KnownCustomer.objects.get(external_id="2").recorded_at == desk.now


def test_a_wrong_cell_is_left_out_and_told_and_the_row_stays(desk: Desk) -> None:
    found = desk.store(HEAD + "9;Nueve S.A.;30-11111111-1;12;no es un correo;Narnia\n")
    nine = KnownCustomer.objects.get()
    assert (nine.cuit, nine.phone, nine.email, nine.province_id) == ("", "", "", None)
    assert set(found.counts["problems"]) == {"cuit", "phone", "email", "province"}
    assert found.counts["rejected"] == 0


def test_rejected_rows_come_back_with_their_reason_and_no_formula(desk: Desk) -> None:
    found = desk.check(FILE + '7;;;"=HYPERLINK(""http://mal"")";;\n2;Dos otra vez;;;;\n')
    seven, two = rejected(found)
    assert (seven["fila"], seven["Teléfono"]) == ("4", '\'=HYPERLINK("http://mal")')
    assert "razón social" in seven["motivo"]
    assert "fila 3" in two["motivo"]


def test_the_file_of_rejected_rows_is_recognised_and_taken_once_mended(desk: Desk) -> None:
    first = desk.store(FILE + "8;;;+54 11 4555-9999;;\n")
    path = queries.rejects_of(first)
    assert path is not None
    mended = path.read_bytes().replace(b"8;;;", b"8;Ocho S.A.;;")
    second = desk.receive(mended)
    assert second.source == CustomerSource.objects.get()
    use.choose_columns(
        actor=desk.actor, now=desk.now, import_id=second.pk, fields=second.mapping,
        source_name="Tango", is_whole_list=False,
    )  # fmt: skip
    desk.work(second)
    use.confirm_import(actor=desk.actor, now=desk.now, import_id=second.pk)
    desk.work(second)
    assert KnownCustomer.objects.get(external_id="8").phone == "+54 11 4555-9999"


def test_a_source_remembers_its_columns(desk: Desk) -> None:
    odd = "clave;quien;otra\nA1;Uno S.A.;x\n"
    found = desk.receive(odd)
    assert found.mapping == ["", "legal_name", ""]  # told by what it holds
    give = {"actor": desk.actor, "now": desk.now, "import_id": found.pk, "is_whole_list": False}
    with pytest.raises(DomainError, match="código"):
        use.choose_columns(fields=found.mapping, source_name="Planilla", **give)
    use.choose_columns(fields=["external_id", "legal_name", ""], source_name="Planilla", **give)
    desk.work(found)
    use.confirm_import(actor=desk.actor, now=desk.now, import_id=found.pk)
    desk.work(found)
    again = desk.receive(odd + "A2;Dos;y\n")
    assert again.source is not None
    assert (again.source.name, again.mapping) == ("Planilla", ["external_id", "legal_name", ""])


def test_two_sources_may_use_the_same_codes(desk: Desk) -> None:
    desk.store(FILE, "Tango")
    desk.store(HEAD + "1;Otra empresa S.A.;;;;\n", "Planilla")
    names = KnownCustomer.objects.filter(external_id="1").values_list("legal_name", flat=True)
    assert set(names) == {"Uno S.A.", "Otra empresa S.A."}


def test_a_whole_list_retires_who_is_missing_and_a_return_has_a_new_date(desk: Desk) -> None:
    desk.store(FILE)
    desk.store(HEAD + "77;De otra fuente;;;;\n", "Planilla")
    desk.now += timedelta(days=1)
    short = HEAD + f"1;Uno S.A.;{ONE};011 4555-1234;ventas@uno.com.ar;Buenos Aires\n"
    preview = desk.check(short, whole=True)
    assert preview.counts["missing"] == 1
    assert KnownCustomer.objects.filter(retired_at__isnull=False).count() == 0
    use.confirm_import(actor=desk.actor, now=desk.now, import_id=preview.pk)
    done = desk.work(preview)
    assert done.counts["retired"] == 1
    two = KnownCustomer.objects.get(external_id="2")
    assert (two.retired_at, two.recorded_at) == (desk.now, NOON)
    desk.now += timedelta(days=1)
    assert desk.store(FILE).counts["stored"]["changed"] == 1
    two.refresh_from_db()
    assert (two.retired_at, two.recorded_at) == (None, desk.now)


def test_a_whole_list_retires_nobody_whom_it_names_though_the_row_is_left_out(desk: Desk) -> None:
    desk.store(FILE)
    done = desk.store(HEAD + f"1;Uno S.A.;{ONE};;;\n2;;;;;\n", whole=True)
    assert (done.counts["rejected"], done.counts["missing"]) == (1, 0)
    assert not KnownCustomer.objects.filter(retired_at__isnull=False).exists()


def test_a_whole_list_that_waited_retires_nobody_who_came_after_it(desk: Desk) -> None:
    desk.store(FILE)
    waiting = desk.check(FILE, whole=True)
    desk.now += timedelta(days=2)
    desk.store(HEAD + "3;Tres S.A.;;;;\n")
    use.confirm_import(actor=desk.actor, now=desk.now, import_id=waiting.pk)
    assert desk.work(waiting).status == ImportStatus.APPLIED
    assert KnownCustomer.objects.get(external_id="3").retired_at is None


def test_an_archive_that_holds_many_rows_is_left_to_the_worker(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", HEAD + "1;A;;;;\n" * (use.SMALL_ROWS + 1))
    made = use.receive_file(
        actor=desk.actor, now=NOON, owner_id=desk.owner_id, file_name="a.zip",
        uploaded=SimpleUploadedFile("a.zip", packed.getvalue()), wish={"source": "Tango"},
    )  # fmt: skip
    assert use.is_small(made)
    work_on_import(actor=desk.actor, clock=lambda: NOON, import_id=made.pk, is_awaited=True)
    made.refresh_from_db()
    assert (made.status, use.is_small(made)) == (ImportStatus.CHECKING, False)


def test_a_wish_that_would_retire_more_than_it_keeps_waits_for_a_person(desk: Desk) -> None:
    desk.store(FILE + "3;Tres S.A.;;;;\n")
    other = HEAD + f"1;Uno S.A.;{ONE};;;\n9;Nueve S.A.;;;;\n"
    waiting = desk.receive(other, source="Tango", whole_list=True)
    assert (waiting.status, waiting.counts["missing"]) == (ImportStatus.READY, 2)
    assert not KnownCustomer.objects.filter(retired_at__isnull=False).exists()
    use.confirm_import(actor=desk.actor, now=desk.now, import_id=waiting.pk)
    done = desk.work(waiting)
    assert (done.status, done.counts["retired"]) == (ImportStatus.APPLIED, 2)


def test_a_file_that_is_no_whole_list_retires_nobody(desk: Desk) -> None:
    desk.store(FILE)
    desk.store(HEAD + "5;Cinco S.A.;;;;\n")
    assert KnownCustomer.objects.filter(retired_at__isnull=True).count() == 3


def test_storing_goes_on_after_a_crash_and_counts_each_row_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from universo.customers import applying, bulk

    monkeypatch.setattr(bulk, "CHUNK", 10)
    found = desk.check(HEAD + "".join(f"{n};Cliente {n} S.A.;;;;\n" for n in range(35)))
    use.confirm_import(actor=desk.actor, now=desk.now, import_id=found.pk)
    keep, calls = applying._keep, []

    def crash_at_the_third(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        keep(*given)

    monkeypatch.setattr(applying, "_keep", crash_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        desk.work(found)
    halfway = CustomerImport.objects.get(pk=found.pk)
    assert (halfway.status, halfway.done_rows, KnownCustomer.objects.count()) == (
        "APPLYING",
        20,
        20,
    )
    done = desk.work(found)
    assert done.counts["stored"] == {"new": 35, "changed": 0, "same": 0}
    assert KnownCustomer.objects.count() == 35


def test_stopping_keeps_what_was_stored_and_ends_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from universo.customers import applying, bulk

    monkeypatch.setattr(bulk, "CHUNK", 10)
    found = desk.check(HEAD + "".join(f"{n};Cliente {n} S.A.;;;;\n" for n in range(35)))
    use.confirm_import(actor=desk.actor, now=desk.now, import_id=found.pk)
    keep, calls = applying._keep, []

    def stop_at_the_second(*given: Any) -> None:
        keep(*given)
        calls.append(1)
        if len(calls) == 1:
            CustomerImport.objects.filter(pk=found.pk).update(status=ImportStatus.STOPPED)

    monkeypatch.setattr(applying, "_keep", stop_at_the_second)
    stopped = desk.work(found)
    assert (stopped.status, KnownCustomer.objects.count()) == ("STOPPED", 10)


def test_a_discarded_file_stores_nothing_and_is_gone(desk: Desk) -> None:
    found = desk.check(FILE)
    use.give_up(actor=desk.actor, now=desk.now, import_id=found.pk)
    assert not files.path_of(found.stored_as).exists()
    with pytest.raises(Conflict):
        use.confirm_import(actor=desk.actor, now=desk.now, import_id=found.pk)


def test_a_wish_takes_a_file_all_the_way(desk: Desk) -> None:
    done = desk.receive(
        FILE, source="API", mapping={"código": "external_id", "razon social": "legal_name"}
    )
    assert (done.status, KnownCustomer.objects.count()) == (ImportStatus.APPLIED, 2)
    lost = desk.receive(FILE, source="API", mapping={"no está": "legal_name"})
    assert (lost.status, lost.fault.split("|")[0]) == (ImportStatus.FAILED, "unknown_column")


@pytest.mark.parametrize("who", ["rival_reseller", "sponsor", "finance", "visitor"])
def test_a_resellers_files_are_seen_by_it_and_by_hasar_only(
    desk: Desk, real_cast: Cast, who: str
) -> None:
    from universo.identity.actor import VISITOR

    found = desk.store(FILE)
    source = CustomerSource.objects.get()
    actor = VISITOR if who == "visitor" else real_cast.everyone()[who]
    assert not queries.imports(actor).exists()
    for ask in (
        lambda: queries.find_import(actor, found.pk),
        lambda: queries.find_source(actor, source.pk),
        lambda: use.give_up(actor=actor, now=NOON, import_id=found.pk),
        lambda: use.confirm_import(actor=actor, now=NOON, import_id=found.pk),
    ):
        with pytest.raises(NotPermitted):
            ask()
    assert all(one.owner is None or one.owner.pk != desk.owner_id for one in queries.base(actor))
    assert queries.find_import(real_cast.executive, found.pk) == found
    with pytest.raises(NotPermitted):  # Hasar reads it, its keeper alone writes it
        use.give_up(actor=real_cast.executive, now=NOON, import_id=found.pk)


def test_the_list_is_counted_with_its_sources(desk: Desk) -> None:
    desk.store(FILE + f"3;Tres S.A.;{ONE};;tres@gmail.com;\n")
    figures = ListFigures.objects.get(is_part=False, owner_id=desk.owner_id).figures
    assert {k: figures[k] for k in ("size", "cuit", "phone", "email", "domain", "doubles")} == {
        "size": 3, "cuit": 2, "phone": 1, "email": 2, "domain": 1, "doubles": 2,
    }  # fmt: skip
    (mine,) = queries.base(desk.actor)
    assert [(part.source.name, part.figures["size"]) for part in mine.parts if part.source] == [
        ("Tango", 3)
    ]


def test_what_was_stored_stays_so_when_counting_fails(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_named: Any) -> None:
        raise ValueError

    monkeypatch.setattr("universo.usecases.work_on_import.count_list", fail)
    assert desk.store(FILE).status == ImportStatus.APPLIED


def test_each_act_is_told_on_the_timeline(desk: Desk) -> None:
    desk.store(FILE)
    names = list(
        Event.objects.filter(name__startswith="customers.")
        .order_by("pk")
        .values_list("name", flat=True)
    )
    assert names == [
        "customers.import.received",
        "customers.import.confirmed",
        "customers.import.applied",
    ]


def test_what_nobody_confirms_is_discarded_after_a_week(desk: Desk) -> None:
    waiting = desk.check(FILE)
    tidy(now=desk.now + timedelta(days=6))
    assert files.path_of(waiting.stored_as).exists()
    tidy(now=desk.now + timedelta(days=8))
    waiting.refresh_from_db()
    assert waiting.status == ImportStatus.DISCARDED
    assert not files.path_of(waiting.stored_as).exists()
