"""R-2: Hasar publishes, replaces, withdraws; reads who takes what, what nobody takes, what is not found."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import builders
import library_cases as cases
from cast import Cast
from library_cases import NOW, TODAY
from universo.benefits.library.models import Item, Version
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases import use_library as use


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, settings: Any) -> Any:
    settings.UPLOAD_DIR, settings.LIBRARY_STORE = tmp_path, ""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    with time_machine.travel(NOW):
        yield


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "uid": str(builders.new_uid()), "title": "Manual del CF-100", "kind": "MANUAL",
        "language": "ES", "label": "1.0", "from_date": TODAY.isoformat(),
        "file": SimpleUploadedFile("manual.pdf", b"%PDF-1.7 manual"), **changes,
    }  # fmt: skip


def test_a_piece_is_published_and_replaced(cast: Cast) -> None:
    client = browser(cast.admin)
    family = cast.families["FISCAL"]
    sent = typed(families=[family.pk], audience=["RESELLER"], uid=str(builders.new_uid()))
    assert client.get(reverse("backoffice:library_new")).status_code == 200
    assert client.post(reverse("backoffice:library_new"), sent).status_code == 302
    made = Item.objects.get()
    assert (list(made.families.all()), made.audience) == ([family], ["RESELLER"])
    first = made.versions.get()
    assert first.sha256 == hashlib.sha256(b"%PDF-1.7 manual").hexdigest()
    page = client.get(reverse("backoffice:library_version_new", args=[made.pk]))
    assert page.status_code == 200
    second = {
        "uid": str(builders.new_uid()), "label": "2.0", "from_date": TODAY.isoformat(),
        "file": SimpleUploadedFile("manual.pdf", b"%PDF-1.7 otro"),
    }  # fmt: skip
    url = reverse("backoffice:library_version_new", args=[made.pk])
    for _twice in range(2):
        second["file"].seek(0)
        assert client.post(url, second).status_code == 302
    assert [v.label for v in made.versions.order_by("sequence")] == ["1.0", "2.0"]
    text = client.get(reverse("backoffice:library_item", args=[made.pk])).content.decode()
    assert "Reemplazado" in text
    assert "Vigente" in text
    got = client.get(reverse("backoffice:library_file", args=[made.pk, first.pk]))
    assert got.getvalue() == b"%PDF-1.7 manual"
    assert got["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": ""}, "Elija el archivo."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "El archivo está vacío."),
        ({"title": "  "}, "Este campo es obligatorio."),
        ({"sha256": "0" * 64}, "tiene otro SHA-256"),
        ({"kind": "VIDEO", "file": "", "link": "javascript:alert(1)"}, "con https://"),
        ({"from_date": "2020-01-01"}, "Elija hoy o un día posterior."),
        ({"uid": "x"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    cast: Cast, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    answer = browser(cast.admin).post(
        reverse("backoffice:library_new"), typed(summary="Para el técnico", **changes)
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Para el técnico" in answer.content.decode()
    assert not Item.objects.exists()
    assert list(tmp_path.glob("library/*")) == []


def test_a_file_beyond_the_limit_is_told_at_its_field(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from universo.web.backoffice.views import library

    settings.LIBRARY_LIMIT_MB = 1
    monkeypatch.setattr(library.new, "upload_limit_mb", 1)
    big = SimpleUploadedFile("big.zip", b"x" * (2**20 + 10))
    answer = browser(cast.admin).post(reverse("backoffice:library_new"), typed(file=big))
    assert answer.status_code == 422
    assert "a lo sumo 1 MB" in answer.content.decode() or "1 MB" in answer.content.decode()
    assert not Item.objects.exists()


def test_it_is_changed_and_withdrawn_with_a_reason(cast: Cast) -> None:
    made = cases.item(cast.admin, "Driver viejo")
    version = cases.version(cast.admin, made, "2.0")
    client = browser(cast.channel_manager)
    url = reverse("backoffice:library_change", args=[made.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"title": "Driver nuevo", "language": "EN"}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.language, made.kind) == ("Driver nuevo", "EN", "DRIVER")
    url = reverse("backoffice:library_version_withdraw", args=[made.pk, version.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Borra la memoria"}).status_code == 302
    assert Version.objects.get(pk=version.pk).withdrawn_reason == "Borra la memoria"
    url = reverse("backoffice:library_withdraw", args=[made.pk])
    assert client.post(url, {"reason": "Equipo discontinuado"}).status_code == 302
    text = client.get(reverse("backoffice:library_item", args=[made.pk])).content.decode()
    assert "Equipo discontinuado" in text
    other = cases.item(cast.admin, "Otro", content=b"o")
    wrong = reverse("backoffice:library_version_withdraw", args=[other.pk, version.pk])
    assert client.post(wrong, {"reason": "No es suya"}).status_code == 404


def test_hasar_reads_who_takes_what(cast: Cast) -> None:
    made = cases.item(cast.admin, "Driver tomado")
    cases.item(cast.admin, "Nadie lo quiso", content=b"n")
    first = made.versions.get()
    use.count_download(actor=cast.sponsor, now=NOW, version=first)
    use.count_download(actor=cast.sponsor, now=NOW - timedelta(days=40), version=first)
    use.note_empty_search(actor=cast.sponsor, now=NOW, typed="gaveta")
    for actor in (cast.admin, cast.auditor):
        client = browser(actor)
        text = client.get(reverse("backoffice:library_downloads")).content.decode()
        assert "11/2026" in text
        assert "10/2026" in text
        assert "Nadie lo quiso" in text
        assert "Driver tomado" not in text
        assert "gaveta" in client.get(reverse("backoffice:library_searches")).content.decode()
        assert "2 descargas" in client.get(reverse("backoffice:library")).content.decode()
    csv = browser(cast.admin).get(reverse("backoffice:library_downloads"), {"formato": "csv"})
    lines = csv.getvalue().decode("utf-8-sig").splitlines()
    assert lines[1:] == [f"{m}/2026;Benítez Equipamientos S.R.L.;1;1;1" for m in (11, 10)]
