"""R-2: material is published, replaced and withdrawn; its files are what was sent, or nothing is kept."""

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

import builders
import library_cases as cases
from cast import Cast
from library_cases import NOW, TODAY
from universo.audit.models import Event
from universo.benefits.library import keeping, queries
from universo.benefits.library.models import Item, Version
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.usecases import describe_material
from universo.usecases import publish_material as use
from universo.usecases.use_library import check_files, may_take


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_DIR, settings.LIBRARY_STORE = tmp_path, ""


def stored(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.glob("library/*"))


def test_a_file_is_kept_whole_under_a_name_of_ours(cast: Cast, tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000
    made = cases.item(cast.admin, content=content)
    first = made.versions.get()
    assert first.sha256 == hashlib.sha256(content).hexdigest()
    assert (first.size_bytes, first.file_name) == (len(content), "driver.zip")
    assert [path.read_bytes() for path in stored(tmp_path)] == [content]
    assert stored(tmp_path)[0].name == first.stored_name


def test_the_makers_checksum_is_compared(cast: Cast, tmp_path: Path) -> None:
    right = hashlib.sha256(b"bytes").hexdigest()
    kept = keeping.keep("a.zip", io.BytesIO(b"bytes"), expected_sha256=f" {right.upper()} ")
    assert kept.sha256 == right
    with pytest.raises(DomainError) as refused:
        keeping.keep("a.zip", io.BytesIO(b"bytez"), expected_sha256=right)
    assert refused.value.field == "sha256"
    assert len(stored(tmp_path)) == 1
    with pytest.raises(DomainError):
        keeping.keep("a.zip", io.BytesIO(b"bytes"), expected_sha256="zz")


@pytest.mark.parametrize("content", [b"", b"x" * (2**20 + 1)])
def test_an_empty_or_too_large_file_leaves_nothing(
    cast: Cast, tmp_path: Path, settings: Any, content: bytes
) -> None:
    settings.LIBRARY_LIMIT_MB = 1
    with pytest.raises(DomainError) as refused:
        cases.item(cast.admin, content=content)
    assert refused.value.field == "file"
    assert stored(tmp_path) == []
    assert not Item.objects.exists()


def test_a_version_that_is_not_recorded_leaves_no_file(cast: Cast, tmp_path: Path) -> None:
    made = cases.item(cast.admin)
    for label, content in (("1.0", b"other"), ("2.0", b"MZ driver")):
        with pytest.raises(DomainError) as refused:
            cases.version(cast.admin, made, label, content=content)
        assert refused.value.field == ("label" if label == "1.0" else "file")
    assert len(stored(tmp_path)) == 1


def test_the_same_form_twice_is_one_piece(cast: Cast, tmp_path: Path) -> None:
    sent = {
        "actor": cast.admin, "now": NOW, "uid": builders.new_uid(),
        "item": describe_material.ItemData("MANUAL", "Manual"), "version": cases.version_data(),
    }  # fmt: skip
    first = use.publish_item(**sent, upload=cases.file())
    again = use.publish_item(**sent, upload=cases.file())
    assert first == again
    assert len(stored(tmp_path)) == 1


def test_only_keepers_publish_and_withdraw(cast: Cast) -> None:
    made = cases.item(cast.channel_manager)
    for actor in (cast.executive, cast.finance, cast.auditor, cast.sponsor):
        with pytest.raises(NotPermitted):
            cases.item(actor)
        with pytest.raises(NotPermitted):
            cases.version(actor, made)
        with pytest.raises(NotPermitted):
            use.withdraw(actor=actor, now=NOW, item_id=made.pk, reason="No sirve más")


def test_a_new_version_replaces_the_one_before(cast: Cast) -> None:
    made = cases.item(cast.admin)
    cases.version(cast.admin, made, "1.1")
    cases.version(cast.admin, made, "2.0", day=TODAY + timedelta(days=3))
    seen = queries.find_item(cast.sponsor, made.pk, TODAY)
    assert [v.label for v in seen.shown] == ["1.1", "1.0"]
    assert str(queries.current_of(seen, TODAY)) == "1.1"
    later = queries.find_item(cast.sponsor, made.pk, TODAY + timedelta(days=3))
    assert str(queries.current_of(later, TODAY + timedelta(days=3))) == "2.0"


def test_a_withdrawn_version_leaves_the_one_before_in_force(cast: Cast) -> None:
    made = cases.item(cast.admin)
    second = cases.version(cast.admin, made)
    with pytest.raises(DomainError) as refused:
        use.withdraw(actor=cast.admin, now=NOW, item_id=made.pk, version_id=second.pk, reason=" ")
    assert refused.value.field == "reason"
    for _again in range(2):
        use.withdraw(
            actor=cast.admin, now=NOW, item_id=made.pk, version_id=second.pk, reason="Borra datos"
        )
    seen = queries.find_item(cast.sponsor, made.pk, TODAY)
    assert str(queries.current_of(seen, TODAY)) == "1.0"
    with pytest.raises(NotPermitted):
        may_take(cast.sponsor, NOW, second.pk)
    assert may_take(cast.admin, NOW, second.pk) == second
    assert Event.objects.filter(name="benefits.library_version.withdrawn").count() == 1


def test_a_withdrawn_piece_is_not_listed_nor_taken_and_says_why(cast: Cast) -> None:
    made = cases.item(cast.admin)
    use.withdraw(actor=cast.admin, now=NOW, item_id=made.pk, reason="Reemplazado por otro equipo")
    assert not queries.search(cast.sponsor, queries.Wanted(), TODAY).exists()
    seen = queries.find_item(cast.sponsor, made.pk, TODAY)
    assert seen.withdrawn_reason == "Reemplazado por otro equipo"
    assert queries.current_of(seen, TODAY) is None
    with pytest.raises(NotPermitted):
        may_take(cast.sponsor, NOW, made.versions.get().pk)
    with pytest.raises(Conflict):
        cases.version(cast.admin, made)


def test_a_piece_replaces_another_and_the_chain_leads_to_the_newest(cast: Cast) -> None:
    old = cases.item(cast.admin, "Viejo")
    middle = cases.item(cast.admin, "Medio", replaces_id=old.pk)
    new = cases.item(cast.admin, "Nuevo", replaces_id=middle.pk)
    old.refresh_from_db()
    assert queries.newest_of(cast.sponsor, old, TODAY) == new
    data = describe_material.ItemData("DRIVER", "Viejo")
    for wrong in (old.pk, new.pk):
        with pytest.raises(InvalidInput) as refused:
            describe_material.change_item(
                actor=cast.admin, now=NOW, item_id=old.pk, item=replace(data, replaces_id=wrong)
            )
        assert "replaces" in refused.value.errors
    describe_material.change_item(
        actor=cast.admin,
        now=NOW,
        item_id=middle.pk,
        item=describe_material.ItemData("DRIVER", "Medio"),
    )
    old.refresh_from_db()
    assert old.replaced_by is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"language": "FR"}, "language"),
        ({"audience": ["NOBODY"]}, "audience"),
        ({"kind": "GAME"}, "kind"),
        ({"day": TODAY - timedelta(days=1)}, "from_date"),
        ({"day": TODAY + timedelta(days=2000)}, "from_date"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    cast: Cast, tmp_path: Path, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        cases.item(cast.admin, **change)
    assert list(refused.value.errors) == [field]
    assert stored(tmp_path) == []


def test_a_video_is_a_link_that_may_be_followed(cast: Cast, tmp_path: Path) -> None:
    made = cases.item(cast.admin, "Video", kind="VIDEO")
    assert made.versions.get().link.startswith("https://")
    assert stored(tmp_path) == []
    data = describe_material.ItemData("VIDEO", "Video")
    for link in ("", "javascript:alert(1)", "http://video.example/", "https://"):
        with pytest.raises(InvalidInput) as refused:
            use.publish_item(
                actor=cast.admin, now=NOW, uid=builders.new_uid(), item=data,
                version=cases.version_data(link=link),
            )  # fmt: skip
        assert list(refused.value.errors) == ["link"]


def test_the_database_keeps_one_order_of_versions(cast: Cast) -> None:
    made = cases.item(cast.admin)
    second = cases.version(cast.admin, made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=second.pk).update(sequence=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=second.pk).update(link="https://a.example/")


def test_a_damaged_file_is_noticed_once(cast: Cast, tmp_path: Path) -> None:
    made = cases.item(cast.admin)
    assert check_files(now=NOW) == 0
    stored(tmp_path)[0].write_bytes(b"MZ virus!")
    assert check_files(now=NOW) == 1
    assert check_files(now=NOW) == 1
    assert not made.versions.get().is_intact
    assert Event.objects.filter(name="benefits.library_version.damaged").count() == 1


def test_names_of_files_carry_nothing_else() -> None:
    assert keeping.tidy_name('..\\..\\etc/pa"ss\r\nwd<>.pdf') == "passwd.pdf"
    assert keeping.tidy_name("...") == "archivo"
