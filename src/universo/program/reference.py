"""The reference data that every installation starts with: provinces, localities, calendar, terms."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

DATA = Path(__file__).resolve().parent.parent / "data"
FIRST_TERMS_DATE = date(2024, 1, 1)
SEEDED_AT = datetime(2026, 11, 1, tzinfo=UTC)


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file of the package's data folder."""
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load_reference(models: Any) -> None:
    """Insert what is missing. `models` has `get_model(app, name)` (an app registry, of a migration or real)."""
    province, locality = (
        models.get_model("program", "Province"),
        models.get_model("program", "Locality"),
    )
    if not province.objects.exists():
        province.objects.bulk_create(
            province(
                letter=row["letra"],
                name=row["nombre"],
                indec_code=row["codigo_indec"],
                comarb_code=row["codigo_comarb"],
            )
            for row in rows_of("geo/provincias.csv")
        )
        locality.objects.bulk_create(
            locality(
                province_id=row["provincia_letra"],
                department=row["departamento"],
                name=row["localidad"],
            )
            for row in rows_of("geo/localidades.csv")
        )
        complete_localities(models)
    terms = models.get_model("program", "Terms")
    if not terms.objects.exists():
        terms.objects.create(version=1, valid_from=FIRST_TERMS_DATE, created_at=SEEDED_AT)
    calendar = models.get_model("program", "CalendarVersion")
    if not calendar.objects.exists():
        _load_calendar(models, calendar)


def complete_localities(models: Any) -> None:
    """Add the provinces' capitals and the departments by which people name where they are.

    The list of localities comes from other people and lacks La Plata, Lanús, Bahía Blanca and others: of
    each department, and each capital, that none of its province's localities is called, there is a row.
    The communes of Buenos Aires are numbers, and no name. Again adds none.
    """
    locality = models.get_model("program", "Locality")
    known = {
        (letter, _plain(name))
        for letter, name in locality.objects.values_list("province_id", "name")
    }
    places = [
        (row["letra"], row["capital"], row["capital"]) for row in rows_of("geo/provincias.csv")
    ]
    places += [
        (row["provincia_letra"], row["nombre"], row["nombre"])
        for row in rows_of("geo/departamentos.csv")
        if not row["nombre"].startswith("Comuna ")
    ]
    for letter, department, name in places:
        if (letter, _plain(name)) not in known:
            known.add((letter, _plain(name)))
            locality.objects.create(province_id=letter, department=department, name=name)


def _plain(name: str) -> str:
    """Return a name without accents and capitals."""
    parts = normalize("NFD", name.casefold())
    return "".join(part for part in parts if not combining(part)).strip()


def _load_calendar(models: Any, calendar: Any) -> None:
    holiday = models.get_model("program", "Holiday")
    version = calendar.objects.create(
        number=1, note="Tabla inicial 2024–2027 (feriados_ar.csv)", created_at=SEEDED_AT
    )
    holiday.objects.bulk_create(
        holiday(
            calendar=version,
            date=date.fromisoformat(row["fecha"]),
            name=row["nombre"],
            kind=row["tipo"],
            scope=row["alcance"],
            original_date=date.fromisoformat(row["fecha_original"])
            if row["fecha_original"]
            else None,
            norm=row["norma"],
            counts_in_nac=row["inhabil_NAC"] == "1",
            counts_in_nac_dnl=row["inhabil_NAC_DNL"] == "1",
            state=row["estado"],
            source=row["fuente"],
        )
        for row in rows_of("feriados_ar.csv")
    )
