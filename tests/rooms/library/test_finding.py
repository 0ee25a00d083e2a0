"""R-2: finding in Spanish with accents forgiven; who sees what; who is told of a new version."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import library_cases as cases
from cast import Cast
from library_cases import NOW, TODAY
from universo.benefits.library import figures, queries
from universo.benefits.library.models import Download, EmptySearch, Item
from universo.benefits.library.queries import MARK_OFF, MARK_ON, Wanted
from universo.benefits.models import Entitlement
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.program.models import Product
from universo.usecases import use_library as use
from universo.usecases.manage_catalogue import save_product
from universo.usecases.publish_material import withdraw

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.UPLOAD_DIR, settings.LIBRARY_STORE = tmp_path, ""


def titles(actor: Actor, words: str = "", **wanted: Any) -> list[str]:
    found = queries.search(actor, Wanted(words=words, **wanted), TODAY)
    return [item.title for item in found]


@pytest.mark.parametrize(
    "words",
    [
        "instalación", "instalacion", "instalaciones", "INSTALACIÓN", "instala", "instalacio",
        "guia", "guía", "guías", "rapida", "impresora", "impresoras fiscal", "fiscales",
        "de la guía", "cf-100", "CF 100", "botones", "boton", "ñandu",
    ],
)  # fmt: skip
def test_accents_plurals_and_beginnings_are_forgiven(cast: Cast, words: str) -> None:
    cases.item(
        cast.admin, "Guía rápida de instalación de la impresora fiscal CF-100",
        summary="Qué hace cada botón. Ñandú.",
    )  # fmt: skip
    cases.item(cast.admin, "Etiquetas de góndola", content=b"other")
    assert titles(cast.sponsor, words) == [
        "Guía rápida de instalación de la impresora fiscal CF-100"
    ]


@pytest.mark.parametrize("title", ["INSTALACION", "Instalaciones", "instalación"])
@pytest.mark.parametrize("words", ["instalacion", "instalación", "instalaciones"])
def test_titles_without_accents_are_found_too(cast: Cast, title: str, words: str) -> None:
    made = cases.item(cast.admin, title)
    assert titles(cast.sponsor, words) == [made.title]


@pytest.mark.parametrize(
    "words", ["' | x", "a:* & !b", "\\", "((((", "%", "<b>", "\0", "''", "☃", "_", "x" * 3000]
)
def test_no_typed_text_breaks_the_search(cast: Cast, words: str) -> None:
    cases.item(cast.admin)
    titles(cast.sponsor, words)


def test_a_title_counts_more_than_a_product_and_that_more_than_a_summary(cast: Cast) -> None:
    product = Product.objects.create(code="P-1", name="Balanza Río", family=cast.families["FISCAL"])
    cases.item(cast.admin, "Hoja técnica", summary="Para la balanza.", content=b"1")
    cases.item(cast.admin, "Hoja de precios", product_ids=[product.pk], content=b"2")
    cases.item(cast.admin, "Manual de la balanza", content=b"3")
    assert titles(cast.sponsor, "balanza") == [
        "Manual de la balanza", "Hoja de precios", "Hoja técnica"
    ]  # fmt: skip
    save_product(
        actor=cast.admin, now=NOW, family_id=product.family_id, product_id=product.pk,
        code="P-1", name="Báscula",
    )  # fmt: skip
    assert titles(cast.sponsor, "bascula") == ["Hoja de precios"]


def test_what_was_found_is_marked(cast: Cast) -> None:
    cases.item(cast.admin, "Guía de instalación", summary="<b>Instalar</b> el equipo")
    found = queries.search(cast.sponsor, Wanted(words="instalaciones"), TODAY).get()
    assert found.title_found == f"Guía de {MARK_ON}instalación{MARK_OFF}"
    assert f"{MARK_ON}Instalar{MARK_OFF}" in found.summary_found
    assert "<b>" in found.summary_found


def test_filters_narrow(cast: Cast) -> None:
    family = cast.families["FISCAL"]
    one = Product.objects.create(code="P-1", name="Uno", family=family)
    two = Product.objects.create(code="P-2", name="Dos", family=family)
    first = cases.item(cast.admin, "De uno", product_ids=[one.pk], content=b"1")
    cases.item(cast.admin, "De la familia", family_ids=[family.pk], kind="MANUAL", content=b"2")
    cases.item(cast.admin, "In English", language="EN", content=b"3")
    assert titles(cast.sponsor, product_id=one.pk) == ["De la familia", "De uno"]
    assert titles(cast.sponsor, product_id=two.pk) == ["De la familia"]
    assert titles(cast.sponsor, family_id=family.pk) == ["De la familia", "De uno"]
    assert titles(cast.sponsor, kind="MANUAL") == ["De la familia"]
    assert titles(cast.sponsor, language="EN") == ["In English"]
    use.set_favourite(actor=cast.sponsor, now=NOW, item_id=first.pk, wanted=True)
    assert titles(cast.sponsor, mine="favourites") == ["De uno"]
    assert titles(cast.referrer, mine="favourites") == []
    use.set_favourite(actor=cast.sponsor, now=NOW, item_id=first.pk, wanted=False)
    assert titles(cast.sponsor, mine="favourites") == []


def test_each_sees_what_is_meant_for_him_and_has_begun(cast: Cast) -> None:
    cases.item(cast.admin, "Todos", content=b"1")
    cases.item(cast.admin, "Revendedores", audience=["RESELLER"], content=b"2")
    cases.item(cast.admin, "Mediadores", audience=["SPONSOR:INTRODUCER"], content=b"3")
    cases.item(cast.admin, "Sponsors", audience=["SPONSOR"], content=b"4")
    cases.item(cast.admin, "Mañana", day=TODAY + DAY, content=b"5")
    assert set(titles(cast.sponsor)) == {"Todos", "Mediadores", "Sponsors"}
    assert set(titles(cast.referrer)) == {"Todos", "Sponsors"}
    assert set(titles(cast.reseller)) == {"Todos", "Revendedores"}
    assert len(titles(cast.admin)) == len(titles(cast.auditor)) == 5
    assert titles(cast.executive) == titles(cast.finance) == []
    tomorrow = Item.objects.get(title="Mañana")
    with pytest.raises(NotPermitted):
        queries.find_item(cast.sponsor, tomorrow.pk, TODAY)
    assert queries.find_item(cast.sponsor, tomorrow.pk, TODAY + DAY) == tomorrow
    with pytest.raises(NotPermitted):
        use.may_take(cast.reseller, NOW, Item.objects.get(title="Mediadores").versions.get().pk)


def test_who_lacks_the_benefit_does_nothing(cast: Cast) -> None:
    made = cases.item(cast.admin)
    Entitlement.objects.filter(service="LIBRARY", category="SPONSOR").delete()
    for act in (
        lambda: use.set_favourite(actor=cast.sponsor, now=NOW, item_id=made.pk, wanted=True),
        lambda: use.set_follow(actor=cast.sponsor, now=NOW, item_id=made.pk, wanted=True),
        lambda: use.may_take(cast.sponsor, NOW, made.versions.get().pk),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert use.may_take(cast.reseller, NOW, made.versions.get().pk)


def mails(actor: Actor) -> list[str]:
    return list(Mail.objects.filter(recipient=actor.email).values_list("subject", flat=True))


def test_followers_are_told_once_in_the_same_transaction(cast: Cast) -> None:
    product = Product.objects.create(code="P-1", name="Uno", family=cast.families["FISCAL"])
    made = cases.item(cast.admin, "Driver", product_ids=[product.pk])
    use.set_follow(actor=cast.sponsor, now=NOW, item_id=made.pk, wanted=True)
    use.set_follow(actor=cast.sponsor, now=NOW, product_id=product.pk, wanted=True)
    use.set_follow(actor=cast.sponsor, now=NOW, product_id=product.pk, wanted=True)
    use.set_follow(actor=cast.reseller, now=NOW, product_id=product.pk, wanted=True)
    second = cases.version(cast.admin, made, "1.1")
    assert mails(cast.sponsor) == mails(cast.reseller) == ["Nueva versión 1.1: Driver"]
    assert Mail.objects.get(recipient=cast.sponsor.email).key == f"library.version.{second.pk}"
    assert use.tell_of_versions(now=NOW) == 0
    use.set_follow(actor=cast.sponsor, now=NOW, item_id=made.pk, wanted=False)
    use.set_follow(actor=cast.sponsor, now=NOW, product_id=product.pk, wanted=False)
    cases.version(cast.admin, made, "1.2")
    assert len(mails(cast.sponsor)) == 1
    cases.item(cast.admin, "Manual", product_ids=[product.pk], kind="MANUAL", content=b"m")
    assert mails(cast.reseller)[-1] == "Material nuevo: Manual"


def test_a_version_of_a_later_day_is_told_on_that_day(cast: Cast) -> None:
    made = cases.item(cast.admin, "Driver")
    use.set_follow(actor=cast.sponsor, now=NOW, item_id=made.pk, wanted=True)
    cases.version(cast.admin, made, "2.0", day=TODAY + 2 * DAY)
    assert use.tell_of_versions(now=NOW + DAY) == 0
    assert mails(cast.sponsor) == []
    assert use.tell_of_versions(now=NOW + 2 * DAY) == 1
    assert use.tell_of_versions(now=NOW + 3 * DAY) == 0


def test_nobody_is_told_of_what_he_may_not_see(cast: Cast) -> None:
    made = cases.item(cast.admin, "Driver")
    for actor in (cast.sponsor, cast.referrer, cast.reseller):
        use.set_follow(actor=actor, now=NOW, item_id=made.pk, wanted=True)
    Item.objects.filter(pk=made.pk).update(audience=["SPONSOR"])
    Entitlement.objects.filter(service="LIBRARY", category="SPONSOR").update(level="INTRODUCER")
    cases.version(cast.admin, made, "1.1")
    assert (len(mails(cast.sponsor)), mails(cast.referrer), mails(cast.reseller)) == (1, [], [])


def test_followers_of_a_replaced_piece_are_told_of_its_successor(cast: Cast) -> None:
    old = cases.item(cast.admin, "Viejo")
    use.set_follow(actor=cast.sponsor, now=NOW, item_id=old.pk, wanted=True)
    cases.item(cast.admin, "Nuevo", replaces_id=old.pk, content=b"n")
    assert mails(cast.sponsor) == ["Material nuevo: Nuevo"]


def test_a_download_counts_once_a_day_and_is_seen_by_partner_and_month(cast: Cast) -> None:
    made = cases.item(cast.admin)
    first = made.versions.get()
    assert figures.never_taken(cast.admin, TODAY).get() == made
    for at in (NOW, NOW, NOW + DAY, NOW + 10 * DAY):
        use.count_download(actor=cast.sponsor, now=at, version=first)
    use.count_download(actor=cast.reseller, now=NOW, version=first)
    assert not use.count_download(actor=cast.admin, now=NOW, version=first)
    rows = figures.by_partner(cast.admin, TODAY.replace(day=1), TODAY + 30 * DAY)
    assert [(r.month.month, r.partner, r.downloads) for r in rows] == [
        (12, "Benítez Equipamientos S.R.L.", 1),
        (11, "Benítez Equipamientos S.R.L.", 2),
        (11, "Norte Distribuciones S.A.", 1),
    ]
    assert figures.of_items(cast.admin) == {made.pk: 4}
    assert not figures.never_taken(cast.admin, TODAY).exists()
    assert figures.by_partner(cast.sponsor, TODAY.replace(day=1), TODAY + 30 * DAY) == []
    assert Download.objects.count() == 4


def test_searches_in_vain_are_counted_without_anything_of_a_person(cast: Cast) -> None:
    for typed in ("Lector  ÓPTICO", "lector óptico", "ana@sosa.example", "30-71234567-9",
                  "20712345679", "x", ""):  # fmt: skip
        use.note_empty_search(actor=cast.sponsor, now=NOW, typed=typed)
    use.note_empty_search(actor=cast.admin, now=NOW, typed="de hasar")
    row = EmptySearch.objects.get()
    assert (row.words, row.times, row.month) == ("lector óptico", 2, TODAY.replace(day=1))
    assert {field.name for field in EmptySearch._meta.get_fields()} == {
        "id", "words", "month", "times"
    }  # fmt: skip
    assert figures.empty_searches(cast.admin, row.month).get() == row
    assert not figures.empty_searches(cast.sponsor, row.month).exists()


def test_following_needs_a_thing_that_one_sees(cast: Cast) -> None:
    product = Product.objects.create(code="P-1", name="Uno", family=cast.families["FISCAL"])
    with pytest.raises(NotPermitted):
        use.set_follow(actor=cast.sponsor, now=NOW, product_id=product.pk, wanted=True)
    made = cases.item(cast.admin, product_ids=[product.pk], audience=["RESELLER"])
    with pytest.raises(NotPermitted):
        use.set_follow(actor=cast.sponsor, now=NOW, product_id=product.pk, wanted=True)
    with pytest.raises(NotPermitted):
        use.set_favourite(actor=cast.sponsor, now=NOW, item_id=made.pk, wanted=True)
    withdraw(actor=cast.admin, now=NOW, item_id=made.pk, reason="No sirve")
