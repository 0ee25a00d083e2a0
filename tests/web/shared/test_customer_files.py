"""The pages of files of customers: upload, columns, preview, result; lists that are long (R-8, check 4)."""

import gzip
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

import builders
from cast import Cast
from universo.customers.models import CustomerImport, CustomerSource, KnownCustomer
from universo.identity.actor import Actor
from universo.identity.models import User

CUIT = builders.cuit(61_040_056)
IMPORTS = "/portal/clientes/importar/"
HEAD = "codigo;razon_social;cuit;provincia;telefono\n"
GOOD = HEAD + f"C1;Uno S.A.;{CUIT};Bs. As.;011 4555-1234\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_DIR = tmp_path


def enter(actor: Actor) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def upload(client: Client, content: str | bytes, where: str = IMPORTS, **options: Any) -> Any:
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(where, {"file": SimpleUploadedFile("lista.csv", data)}, **options)


def choose(client: Client, found: CustomerImport, **changes: str) -> Any:
    columns = {f"column_{at}": field for at, field in enumerate(found.mapping)}
    asked = {"act": "choose", "source": "Planilla", **columns, **changes}
    return client.post(f"{IMPORTS}{found.pk}/", asked, follow=True)


def test_a_list_goes_from_file_to_base_and_again_changes_nothing(cast: Cast) -> None:
    client = enter(cast.reseller)
    page = upload(client, GOOD + "C2;;;;\nC1;Otra vez S.A.;;;\n", follow=True).content.decode()
    found = CustomerImport.objects.get()
    assert "Qué es cada columna" in page
    html = choose(client, found).content.decode()
    assert KnownCustomer.objects.count() == 0
    assert "Falta la razón social." in html
    assert "Su código es el de la fila 2." in html
    done = client.post(f"{IMPORTS}{found.pk}/", {"act": "confirm"}, follow=True).content.decode()
    assert "La lista se guardó" in done
    stored = KnownCustomer.objects.get()
    assert (stored.owner_id, stored.cuit, stored.province_id) == (
        cast.reseller_partner.pk,
        CUIT,
        "B",
    )
    answer = client.get(f"{IMPORTS}{found.pk}/sin-guardar.csv")
    assert "motivo" in answer.getvalue().decode("utf-8-sig").splitlines()[0]
    again = upload(client, GOOD, follow=True).content.decode()
    assert "Se parece a los archivos de «Planilla»" in again
    second = CustomerImport.objects.latest("pk")
    assert "Este archivo no cambia nada" in choose(client, second).content.decode()


def test_only_the_preview_that_was_seen_is_confirmed(cast: Cast) -> None:
    client = enter(cast.reseller)
    upload(client, GOOD)
    found = CustomerImport.objects.get()
    first = choose(client, found).content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', first)[0]
    page = f"{IMPORTS}{found.pk}/"
    second = choose(client, found).content.decode()  # somebody else, meanwhile, in another window
    client.post(page, {"act": "confirm", "seen": seen})
    assert not KnownCustomer.objects.exists()
    seen = re.findall(r'name="seen" value="([^"]+)"', second)[0]
    client.post(page, {"act": "confirm", "seen": seen})
    assert KnownCustomer.objects.exists()


def test_columns_that_cannot_be_keep_what_was_chosen(cast: Cast) -> None:
    client = enter(cast.reseller)
    upload(client, GOOD)
    found = CustomerImport.objects.get()
    answer = choose(client, found, column_1="", source="Mi sistema")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Indique qué columna tiene la razón social." in html
    assert 'value="Mi sistema"' in html
    assert not CustomerSource.objects.exists()


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lista.csv", b"0" * 30_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vac"),
        (b"hola", "No hay ninguna fila"),
        (b"%PDF-1.7 nada", "No es una tabla"),
        (b"\xd0\xcf\x11\xe0 viejo", "Excel antiguo"),
        (b"PK\x03\x04 roto", "dañado"),
        (gzip.compress(b"a;b", mtime=0), "No es una tabla"),
        (b"a;b\n" + b"x" * 100_000 + b";1\n", "No es una tabla"),
        (b"a\0b;c\nd\0;e", "No es una tabla"),
        (_bomb(), "crece demasiado"),
    ],
)
def test_a_file_that_is_no_list_gets_a_sentence(cast: Cast, content: bytes, said: str) -> None:
    answer = upload(enter(cast.admin), content, "/gestion/clientes/importar/", follow=True)
    assert answer.status_code in {200, 422}
    assert said in answer.content.decode()
    assert not KnownCustomer.objects.exists()


def test_a_file_over_the_limit_is_told_and_not_kept(
    cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from universo.web.portal.views import customers

    monkeypatch.setattr(customers.imports, "upload_limit_mb", 1)
    answer = upload(enter(cast.reseller), b"a;b\n" * 300_000)
    assert answer.status_code == 422
    assert "demasiado grande" in answer.content.decode()
    assert not CustomerImport.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_visitor_uploads_nothing(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10  # beyond it Django writes to disk
    written: list[int] = []
    take = TemporaryFileUploadHandler.receive_data_chunk

    def count(self: Any, data: bytes, start: int) -> None:
        written.append(len(data))
        take(self, data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", count)
    assert upload(Client(), GOOD * 50).status_code == 302
    assert written == []
    upload(enter(cast.reseller), GOOD * 50)
    assert sum(written) == len(GOOD.encode()) * 50


def test_a_long_list_is_paged_from_neighbour_to_neighbour(cast: Cast) -> None:
    for n in range(120):
        KnownCustomer.objects.create(
            owner=cast.reseller_partner, external_id=f"N{n}", legal_name=f"Cliente {n % 40:02d}",
            recorded_at=builders.NOON,
        )  # fmt: skip
    client, seen, where = enter(cast.reseller), [], "/portal/clientes/"
    for _page in range(4):
        shown = client.get(where).context["page"]
        seen += [row.pk for row in shown.rows]
        if shown.after is None:
            break
        where = f"/portal/clientes/?despues={shown.after}"
    assert (len(seen), len(set(seen))) == (120, 120)
    back = client.get(f"/portal/clientes/?antes={seen[50]}").context["page"]
    assert [row.pk for row in back.rows] == seen[:50]
    assert client.get("/portal/clientes/?despues=99999999999").status_code == 200


@pytest.mark.parametrize("text", ["tornillo", "El Tornil", "C-77", CUIT, CUIT[2:10], CUIT[:5]])
def test_a_customer_is_found_by_name_code_and_cuit(cast: Cast, text: str) -> None:
    made = KnownCustomer(
        owner=cast.reseller_partner, external_id="C-77", legal_name="El Tornillo S.R.L.",
        cuit=CUIT, name_key="el tornillo", recorded_at=builders.NOON,
    )  # fmt: skip
    made.save()
    assert (
        "El Tornillo" in enter(cast.reseller).get("/portal/clientes/", {"q": text}).content.decode()
    )
    rival = enter(cast.rival_reseller).get("/portal/clientes/", {"q": text}).content.decode()
    assert "El Tornillo" not in rival


def test_the_base_says_sizes_and_shares(cast: Cast) -> None:
    client = enter(cast.reseller)
    upload(client, GOOD + "C2;Dos S.A.;;;\n")
    found = CustomerImport.objects.get()
    choose(client, found)
    client.post(f"{IMPORTS}{found.pk}/", {"act": "confirm"})
    html = client.get("/portal/clientes/base/").content.decode()
    assert "Planilla" in html
    assert "50 %" in html
    assert client.get(f"/portal/clientes/fuentes/{found.pk + 999}/").status_code == 404
    other = enter(cast.rival_reseller).get("/portal/clientes/base/").content.decode()
    assert "Planilla" not in other
    assert "Norte" in enter(cast.executive).get("/gestion/clientes/base/").content.decode()
