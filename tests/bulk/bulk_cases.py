"""Small files of companies for the tests of cross-match, and its options without a command line."""

import csv
import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from universo.bulk.options import Options, read_options

COLUMNS = (
    "id", "legal_name", "trade_name", "cuit", "phone", "email", "web", "street", "locality",
    "province", "postal_code", "contact",
)  # fmt: skip
_WORDS = (
    "Molinos", "Tornería", "Ferretería", "Panadería", "Metalúrgica", "Transportes", "Imprenta",
    "Óptica", "Vidriería", "Lavadero", "Herrería", "Bulonera", "Corralón", "Librería", "Curtiembre",
)  # fmt: skip
_NAMES = ("Quiroga", "Benítez", "Ledesma", "Sosa", "Villalba", "Ojeda", "Paz", "Arce", "Luna")
_TOWNS = (("Rosario", "Santa Fe", "341"), ("Córdoba", "Córdoba", "351"), ("Salta", "Salta", "387"))


def companies(count: int, seed: int = 7) -> list[dict[str, str]]:
    """Return a registry in which words, streets and some phones are shared."""
    random_ = random.Random(seed)
    return [_company(random_, number) for number in range(count)]


def _company(random_: random.Random, number: int) -> dict[str, str]:
    town, province, area = random_.choice(_TOWNS)
    first, second = random_.choice(_WORDS), random_.choice(_NAMES)
    phone = f"{area} 4{random_.randrange(10**6):06d}" if number % 9 else f"{area} 4000111"
    return dict.fromkeys(COLUMNS, "") | {
        "id": f"R{number:04d}",
        "legal_name": f"{first} {second} {random_.choice(_NAMES)} S.R.L.",
        "phone": phone,
        "email": f"info@{first.lower()[:4]}{number}.com.ar" if number % 3 else "",
        "street": f"Belgrano {random_.randrange(1, 60) * 50}",
        "locality": town,
        "province": province,
    }


def queries_for(registry: list[dict[str, str]], count: int, seed: int = 5) -> list[dict[str, str]]:
    """Return companies of the registry with their names spoilt, and some that are not in it."""
    random_ = random.Random(seed)
    found = []
    for number, company in enumerate(random_.sample(registry, count)):
        query = company | {"query_id": f"Q{number:04d}"}
        name = query["legal_name"].replace(" S.R.L.", "").lower()
        cut = random_.randrange(1, len(name) - 1)
        query["legal_name"] = name[:cut] + name[cut + 1 :]
        if number % 5 == 0:
            query |= {"legal_name": f"Zyxwv {number} Qqq", "phone": "", "email": "", "street": ""}
        found.append(query)
    return found


def write(path: Path, rows: Iterable[Mapping[str, str]], *, id_column: str = "id") -> Path:
    """Write rows as CSV; `id_column` is "id" or "query_id"."""
    titles = [id_column, *COLUMNS[1:]]
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, titles, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def options_for(folder: Path, queries: Path, registry: Path, **changes: object) -> Options:
    """Return the options of a match of two files with its work in `folder`."""
    argv = ["--queries", str(queries), "--registry", str(registry), "--work", str(folder)]
    options = read_options([*argv, "--output", str(folder / "out"), "--processes", "2"])
    return replace(options, **changes)  # type: ignore[arg-type]


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
