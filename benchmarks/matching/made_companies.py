"""Make a registry of Argentine companies, as long as wished and the same for one seed.

    python benchmarks/matching/made_companies.py --rows 1000000 --output X.csv [--include REGISTRY.csv]

What makes companies hard to tell apart is made on purpose: surnames shared by thousands, chains with
one trade name and many owners, holdings with one domain, phone and address, sister companies with
neighbouring CUITs, galleries and industrial parks, accountants who answer for their clients, persons
as companies and their namesakes. No row is meant to be the same company as another.
"""

import argparse
import csv
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from made_words import (
    AREAS,
    ENDINGS,
    FANCIES,
    FREE_MAIL,
    GIVEN,
    ROLES,
    STREETS,
    SURNAMES,
    SYLLABLES,
    TRADES,
)

COLUMNS = (
    "id", "legal_name", "trade_name", "cuit", "phone", "email", "web", "street", "locality",
    "province", "postal_code", "contact",
)  # fmt: skip
GEO = Path(__file__).resolve().parents[2] / "src/universo/data/geo"
FORMS = (
    (("S.A.", "SA", "S. A.", "Sociedad Anónima"), 36),
    (("S.R.L.", "SRL", "S. R. L.", "Sociedad de Responsabilidad Limitada"), 42),
    (("S.A.S.", "SAS", "Sociedad por Acciones Simplificada"), 16),
    (("S.H.", "Soc. de Hecho"), 3),
    (("Coop. Ltda.", "Cooperativa Limitada"), 3),
)
Row = dict[str, str]


def plain(text: str) -> str:
    """Lower-case letters and digits of a text, without accents."""
    folded = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in folded if c.isalnum() and c.isascii())


def cuit_of(prefix: str, number: int) -> str:
    """Return a valid CUIT of the prefix, with the first number from `number` on that has one."""
    while True:
        body = f"{prefix}{number % 100_000_000:08d}"
        total = sum(int(d) * w for d, w in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
        digit = (11 - total % 11) % 11
        if digit != 10:
            return f"{body}{digit}"
        number += 1


class Maker:
    """All that is drawn comes from one generator, so the same seed makes the same companies."""

    def __init__(self, seed: int, rows: int) -> None:
        """`rows` sets how many surnames, buildings and accountants the country has."""
        self.random = random.Random(seed)
        self.rows = rows
        self.cuits: set[str] = set()
        with (GEO / "provincias.csv").open(encoding="utf-8") as text:
            names = {row["letra"]: row["nombre"] for row in csv.DictReader(text)}
        with (GEO / "localidades.csv").open(encoding="utf-8") as text:
            self.places = [
                (row["localidad"], names[row["provincia_letra"]], row["provincia_letra"])
                for row in csv.DictReader(text)
            ]
        self.random.shuffle(self.places)
        self.places.insert(0, ("CABA", names["C"], "C"))
        # Zipf-like: the n-th place or surname has a share of about 1/n.
        self.place_weights = self._harmonic(len(self.places), 0.85)
        self.surnames = [*SURNAMES, *(self._coined(ENDINGS) for _ in range(max(2_000, rows // 25)))]
        self.surname_weights = self._harmonic(len(self.surnames), 0.8)
        self.streets = [
            *(name.replace("·", " ") for name in STREETS),
            *(f"{self._given()} {self._surname()}" for _ in range(1_500)),
        ]
        self.street_weights = self._harmonic(len(self.streets), 0.7)
        self.buildings = [(*self._door(), self._place()) for _ in range(max(20, rows // 150))]
        self.accountants = [self._accountant() for _ in range(max(10, rows // 250))]

    def _harmonic(self, size: int, power: float) -> list[float]:
        total, found = 0.0, []
        for rank in range(1, size + 1):
            total += rank**-power
            found.append(total)
        return found  # cumulative, for random.choices

    def _coined(self, endings: list[str]) -> str:
        body = "".join(
            self.random.choice(SYLLABLES) for _ in range(self.random.choice((1, 2, 2, 3)))
        )
        return (body + self.random.choice(endings)).capitalize()

    def _surname(self) -> str:
        return self.random.choices(self.surnames, cum_weights=self.surname_weights)[0]

    def _given(self) -> str:
        return self.random.choice(GIVEN)

    def _person(self) -> str:
        second = f" {self._given()}" if self.random.random() < 0.15 else ""
        return f"{self._given()}{second} {self._surname()}"

    def _place(self) -> tuple[str, str, str]:
        return self.random.choices(self.places, cum_weights=self.place_weights)[0]

    def _door(self) -> tuple[str, str]:
        street = self.random.choices(self.streets, cum_weights=self.street_weights)[0]
        road = self.random.choice(("", "", "", "Av. ", "Calle ", "Bv. ", "Pje. "))
        return f"{road}{street}", str(self.random.randint(20, 9_900))

    def _phone(self, letter: str) -> str:
        area = self.random.choice(AREAS.get(letter, "11").split())
        line = "".join(self.random.choice("0123456789") for _ in range(9 - len(area)))
        line = self.random.choice("45667") + line
        cut = len(line) - 4
        first, last = line[:cut], line[cut:]
        style = self.random.randrange(7)
        return (
            f"0{area} {first}-{last}", f"({area}) {first}-{last}", f"+54 9 {area} {first}-{last}",
            f"54{area}{line}", f"0{area}-15-{first}-{last}", f"{area}{line}", f"{area} {first} {last}",
        )[style]  # fmt: skip

    def _cuit(self, prefix: str, near: str = "") -> str:
        start = (
            int(near[2:10]) + self.random.randint(1, 9)
            if near
            else self.random.randint(
                *((50_000_000, 72_000_000) if prefix >= "30" else (5_000_000, 46_000_000))
            )
        )
        found = cuit_of(prefix, start)
        while found in self.cuits:
            start += 1
            found = cuit_of(prefix, start)
        self.cuits.add(found)
        return found

    def _accountant(self) -> tuple[str, str]:
        domain = f"estudio{plain(self._surname())}{self.random.choice(('', 'yasoc', 'contable'))}"
        return f"estudio@{domain}.com.ar", self._phone(self._place()[2])

    def _brand(self) -> str:
        kind = self.random.random()
        trade = self.random.choice(TRADES)
        if kind < 0.34:
            return f"{trade} {self._surname()}"
        if kind < 0.46:
            article = self.random.choice(
                ("El", "La", "Los", "Don", "Nuevo", "San", "Santa", "Grupo")
            )
            return f"{article} {self.random.choice(FANCIES)} {self._coined(ENDINGS) if kind < 0.40 else trade}"
        if kind < 0.60:
            return f"{trade} {self.random.choice(FANCIES)} {self._surname()}"
        if kind < 0.70:
            return f"{self._surname()} {self.random.choice(('Hermanos', 'Hnos.', 'e Hijos', 'y Cía.'))}"
        if kind < 0.78:
            return f"{self._surname()} y {self._surname()}"
        return f"{self._coined(ENDINGS)} {trade}" if kind < 0.92 else self._coined(ENDINGS).upper()

    def _form(self) -> str:
        spellings = self.random.choices([f for f, _ in FORMS], [w for _, w in FORMS])[0]
        return self.random.choice(spellings[:3])

    def _site(self, name: str) -> str:
        ending = self.random.choice((".com.ar", ".com.ar", ".com", ".ar", ".net.ar"))
        return plain(name)[: self.random.randint(10, 24)] + ending

    def company(self, **given: str) -> Row:
        """Return one company; `given` fixes columns, the rest is drawn, some of it left empty."""
        chance = self.random.random
        is_person = not given.get("legal_name") and chance() < 0.14
        name = self._person() if is_person else self._brand()
        place = self._place()
        street, number = self._door()
        if chance() < 0.09:
            street, number, place = self.random.choice(self.buildings)
            number += self.random.choice(
                ("", f" Piso {self.random.randint(1, 12)}", f" Local {self.random.randint(1, 90)}")
            )
        contact = self._person()
        row = dict.fromkeys(COLUMNS, "")
        row.update(
            legal_name=name if is_person else f"{name} {self._form()}",
            trade_name=self._brand()
            if is_person or chance() < 0.12
            else (name if chance() < 0.35 else ""),
            cuit=self._cuit(
                self.random.choice(
                    ("20", "27", "23", "20") if is_person else ("30", "30", "30", "33")
                )
            ),
            phone=self._phone(place[2]),
            street=f"{street} {number}",
            locality=place[0],
            province=place[1],
            postal_code=str(self.random.randint(1_000, 9_431)),
            contact=contact if chance() < 0.6 else "",
        )
        self._add_site(row, name, contact)
        if chance() < 0.06:
            mail, phone = self.random.choice(self.accountants)
            row["email"] = mail if chance() < 0.7 else row["email"]
            row["phone"] = phone if chance() < 0.6 else row["phone"]
        row.update(given)
        for column, share in (("phone", 0.1), ("email", 0.22), ("cuit", 0.04), ("street", 0.03)):
            if column not in given and chance() < share:
                row[column] = ""
        return row

    def _add_site(self, row: Row, name: str, contact: str) -> None:
        chance = self.random.random
        if chance() < 0.45:
            site = self._site(row["trade_name"] or name)
            user = (
                self.random.choice(ROLES) if chance() < 0.6 else plain(contact.split(maxsplit=1)[0])
            )
            row["email"], row["web"] = f"{user}@{site}", f"www.{site}" if chance() < 0.6 else ""
            return
        user = plain(name)[:16] if chance() < 0.5 else plain(contact)[:14]
        row["email"] = (
            f"{user}{self.random.choice(('', self.random.randint(1, 99)))}@{self.random.choice(FREE_MAIL)}"
        )

    def chain(self, size: int) -> Iterator[Row]:
        """Branches under one trade name, each of another owner, some writing to the same domain."""
        brand = (
            f"{self._coined(ENDINGS)}{self.random.choice(('', ' ' + self.random.choice(TRADES)))}"
        )
        site = self._site(brand)
        for _ in range(size):
            place = self._place()
            shown = self.random.choice((brand, brand.upper(), f"{brand} {place[0]}"))
            given = {"trade_name": shown, "locality": place[0], "province": place[1]}
            if self.random.random() < 0.5:
                given |= {"email": f"{plain(place[0])[:14]}@{site}", "web": f"www.{site}"}
            yield self.company(**given)

    def holding(self, size: int) -> Iterator[Row]:
        """Sister companies: one name's root, neighbouring CUITs, often one door, phone and domain."""
        root, first = self._coined(ENDINGS) if self.random.random() < 0.6 else self._surname(), ""
        place, door = self._place(), " ".join(self._door())
        phone, site = self._phone(place[2]), self._site(root)
        for _ in range(size):
            tail = self.random.choice((*TRADES, "Norte", "Sur", "Inversiones", "Holding", "Group"))
            cuit = self._cuit("30", first)
            first = first or cuit
            given = {"legal_name": f"{root} {tail} {self._form()}", "cuit": cuit}
            if self.random.random() < 0.6:
                given |= {"street": door, "locality": place[0], "province": place[1]}
            if self.random.random() < 0.6:
                given["phone"] = phone
            if self.random.random() < 0.7:
                given |= {"email": f"{self.random.choice(ROLES)}@{site}", "web": f"www.{site}"}
            yield self.company(**given)

    def companies(self) -> Iterator[Row]:
        """Yield companies for ever: single ones, chains, holdings and namesakes."""
        while True:
            kind = self.random.random()
            if kind < 0.020:
                yield from self.holding(self.random.randint(2, 9))
            elif kind < 0.026:
                yield from self.chain(min(self.random.randint(3, 60) ** 2 // 40 + 3, 80))
            elif kind < 0.040:
                namesake = self._person()
                for _ in range(self.random.randint(2, 3)):
                    yield self.company(legal_name=namesake, cuit=self._cuit("20"))
            else:
                yield self.company()


def made(rows: int, seed: int = 1) -> Iterator[Row]:
    """Yield `rows` companies with ids M0000001 and on."""
    source = Maker(seed, rows).companies()
    for number in range(1, rows + 1):
        row = next(source)
        row["id"] = f"M{number:07d}"
        yield row


def main() -> None:
    """Write the registry; the rows of `--include` are scattered among the made ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, required=True, help="in all, those included counted")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--include", type=Path, action="append", default=[])
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    included: list[Row] = []
    for at, path in enumerate(chosen.include):
        with path.open(encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text))
        if at:  # a second registry may use the same ids
            rows = [{**row, "id": f"{at}:{row['id']}"} for row in rows]
        included += rows
    every = max(1, chosen.rows // max(1, len(included)))
    with chosen.output.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        waiting = iter(included)
        for number, row in enumerate(made(chosen.rows - len(included), chosen.seed)):
            if number % (every - 1 or 1) == 0:
                writer.writerows(one for one in [next(waiting, None)] if one)
            writer.writerow(row)
        writer.writerows(waiting)


if __name__ == "__main__":
    main()
