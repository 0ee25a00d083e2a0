"""Make notices out of a registry: companies of it, badly written, and companies that only look like one.

    python benchmarks/matching/spoiled.py --registry REG.csv --output DIR --queries 4000 --seed 7

A third maker beside those of the labelled sets, with other rules: errors of reading and of hearing,
fields left out, swapped or merged, names cut, doors of branches, another legal form, another contact, a
document instead of a CUIT. How often each happens is drawn anew with each seed, so that what is learnt
holds for no one's habits. The companies that are none of the registry are made hard on purpose: sisters,
branches of chains, namesakes, neighbours in a gallery, clients of one accountant, near CUITs.
"""

import argparse
import csv
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from made_companies import COLUMNS, cuit_of, plain
from made_words import FANCIES, FREE_MAIL, GIVEN, STREETS, SURNAMES, TRADES

Row = dict[str, str]
Spoil = Callable[[random.Random, Row], None]
READING = {
    "o": "0",
    "l": "1",
    "m": "rn",
    "b": "6",
    "s": "5",
    "e": "c",
    "a": "o",
    "n": "u",
    "i": "l",
}
HEARING = (("z", "s"), ("s", "z"), ("c", "s"), ("b", "v"), ("v", "b"), ("ll", "y"), ("y", "ll"),
           ("h", ""), ("qu", "k"), ("ge", "je"), ("x", "s"), ("ñ", "ni"), ("güe", "hue"))  # fmt: skip
FORMS = ("S.A.", "SRL", "S.R.L.", "SAS", "S.H.", "Sociedad Anonima", "Soc. Resp. Ltda.", "")
ALL_FORMS = ("sociedad de responsabilidad limitada", "sociedad por acciones simplificada",
             "sociedad anónima", "cooperativa limitada", "coop. ltda.", "soc. de hecho", "s. r. l.",
             "s.r.l.", "s. a.", "s.a.s.", "s.a.", "s.h.", "srl", "sas", "sa")  # fmt: skip
KEYS = {
    "a": "sq",
    "e": "wr",
    "i": "uo",
    "o": "ip",
    "n": "bm",
    "r": "et",
    "s": "ad",
    "t": "ry",
    "l": "k",
}


def bare(name: str) -> str:
    """A name without its legal form."""
    for form in ALL_FORMS:
        if name.lower().endswith(" " + form):
            return name[: -len(form) - 1].strip()
    return name


def slip(rng: random.Random, text: str) -> str:
    """One error of typing, reading or hearing."""
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    letter = text[at].lower()
    kind = rng.random()
    if kind < 0.2:
        return text[:at] + text[at + 1 :]
    if kind < 0.35:
        return text[:at] + text[at] + text[at:]
    if kind < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind < 0.65 and letter in KEYS:
        return text[:at] + rng.choice(KEYS[letter]) + text[at + 1 :]
    if kind < 0.82 and letter in READING:
        return text[:at] + READING[letter] + text[at + 1 :]
    old, new = rng.choice(HEARING)
    return text.replace(old, new, 1)


def name_slip(rng: random.Random, row: Row) -> None:
    for _ in range(rng.choice((1, 1, 1, 2))):
        row["legal_name"] = slip(rng, row["legal_name"])


def name_other_form(rng: random.Random, row: Row) -> None:
    row["legal_name"] = f"{bare(row['legal_name'])} {rng.choice(FORMS)}".strip()


def name_no_form(rng: random.Random, row: Row) -> None:
    row["legal_name"] = bare(row["legal_name"])


def name_cut(rng: random.Random, row: Row) -> None:
    words = bare(row["legal_name"]).split()
    if len(words) > 2:
        row["legal_name"] = " ".join(words[: rng.choice((2, len(words) - 1))])
    elif len(row["legal_name"]) > 14:
        row["legal_name"] = row["legal_name"][: rng.randrange(11, 15)]


def name_merged(rng: random.Random, row: Row) -> None:
    row["legal_name"] = row["legal_name"].replace(" ", "", rng.choice((1, 2)))


def name_turned(rng: random.Random, row: Row) -> None:
    words = bare(row["legal_name"]).split()
    row["legal_name"] = " ".join(words[1:] + words[:1])


def name_initials(rng: random.Random, row: Row) -> None:
    words = row["legal_name"].split()
    if len(words) > 1 and len(words[0]) > 3:
        row["legal_name"] = f"{words[0][: rng.choice((1, 3, 4))]}. {' '.join(words[1:])}"


def name_of_trade(rng: random.Random, row: Row) -> None:
    if row["trade_name"]:
        row["legal_name"], row["trade_name"] = row["trade_name"], ""


def name_of_owner(rng: random.Random, row: Row) -> None:
    row["legal_name"] = f"{bare(row['legal_name'])} de {person(rng)}"


def name_decorated(rng: random.Random, row: Row) -> None:
    ends = (
        f"({row['locality']})",
        "Argentina",
        "Suc. 2",
        "- Casa Central",
        "(ex cliente)",
        "y Cía.",
    )
    row["legal_name"] = f"{row['legal_name']} {rng.choice(ends)}"


def any_case(rng: random.Random, row: Row) -> None:
    change = rng.choice((str.upper, str.lower, str.title))
    for field in ("legal_name", "trade_name", "street", "locality", "contact"):
        row[field] = change(row[field])


def new_phone(rng: random.Random, row: Row) -> None:
    row["phone"] = another_number(rng, row["phone"])


def another_number(rng: random.Random, phone: str) -> str:
    """Another number of the same place."""
    digits = plain(phone)[-10:]
    return f"{digits[:4]} {rng.randrange(20, 79)}-{rng.randrange(1000, 9999)}" if phone else ""


def local_phone(rng: random.Random, row: Row) -> None:
    row["phone"] = plain(row["phone"])[-rng.choice((6, 7, 8)) :]


def phone_slip(rng: random.Random, row: Row) -> None:
    if len(row["phone"]) > 6:
        at = rng.randrange(len(row["phone"]) - 4, len(row["phone"]))
        row["phone"] = row["phone"][:at] + str(rng.randrange(10)) + row["phone"][at + 1 :]


def swapped_boxes(rng: random.Random, row: Row) -> None:
    if rng.random() < 0.5:
        row["web"], row["email"] = row["email"], ""
    else:
        row["email"], row["phone"] = row["phone"], ""


def own_mailbox(rng: random.Random, row: Row) -> None:
    who = person(rng)
    if row["email"] and not row["email"].endswith(tuple(FREE_MAIL)):
        row["email"] = f"{plain(who.split()[0])}@{row['email'].partition('@')[2]}"
    else:
        row["email"] = f"{plain(who)}@{rng.choice(FREE_MAIL)}"


def mail_slip(rng: random.Random, row: Row) -> None:
    box, _, host = row["email"].partition("@")
    row["email"] = (
        f"{slip(rng, box)}@{host}" if rng.random() < 0.7 else f"{box}@{host.partition('.')[0]}.com"
    )


def new_contact(rng: random.Random, row: Row) -> None:
    row["contact"] = person(rng)


def contact_slip(rng: random.Random, row: Row) -> None:
    row["contact"] = rng.choice(
        (slip(rng, row["contact"]), " ".join(reversed(row["contact"].split())))
    )


def branch_door(rng: random.Random, row: Row) -> None:
    row["street"] = f"{rng.choice(STREETS)} {rng.randrange(100, 6000)}"


def street_slip(rng: random.Random, row: Row) -> None:
    words = row["street"].split()
    kind = rng.random()
    if kind < 0.3 and words and words[-1].isdigit():
        row["street"] = " ".join([*words[:-1], str(int(words[-1]) + rng.choice((-2, 2, 4, -6)))])
    elif kind < 0.5:
        row["street"] = (
            f"{row['street']} {rng.choice(('PB', '1° A', 'Local 4', 'Of. 12', 'fondo'))}"
        )
    else:
        row["street"] = slip(rng, row["street"])


def wrong_province(rng: random.Random, row: Row) -> None:
    row["province"] = rng.choice(("Buenos Aires", "Bs. As.", "Córdoba", "Santa Fe", ""))


def town_slip(rng: random.Random, row: Row) -> None:
    row["locality"] = slip(rng, row["locality"])


def neighbour_town(rng: random.Random, row: Row) -> None:
    row["locality"] = rng.choice(("Centro", "Parque Industrial", f"Villa {rng.choice(SURNAMES)}"))


def document(rng: random.Random, row: Row) -> None:
    if row["cuit"][:1] == "2":
        row["cuit"] = row["cuit"][2:10]
    else:
        cuit_slip(rng, row)


def cuit_slip(rng: random.Random, row: Row) -> None:
    if row["cuit"]:
        at = rng.randrange(3, 10)
        row["cuit"] = row["cuit"][:at] + str(rng.randrange(10)) + row["cuit"][at + 1 :]


def person(rng: random.Random) -> str:
    """A name and a surname."""
    return f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}"


NAME: tuple[Spoil, ...] = (
    name_slip, name_slip, name_other_form, name_no_form, name_cut, name_merged, name_turned,
    name_initials, name_of_trade, name_of_owner, name_decorated, any_case,
)  # fmt: skip
REST: tuple[Spoil, ...] = (
    new_phone, local_phone, phone_slip, swapped_boxes, own_mailbox, mail_slip, new_contact, contact_slip,
    branch_door, street_slip, wrong_province, town_slip, neighbour_town, document, cuit_slip,
)  # fmt: skip
FIELDS = (
    "trade_name",
    "cuit",
    "phone",
    "email",
    "web",
    "street",
    "locality",
    "province",
    "contact",
)


class Habits:
    """How often things happen, drawn once a seed."""

    def __init__(self, rng: random.Random) -> None:
        """Draw."""
        self.name = {spoil: rng.uniform(0.02, 0.35) for spoil in NAME}
        self.rest = {spoil: rng.uniform(0.01, 0.3) for spoil in REST}
        self.rest[cuit_slip] = rng.uniform(0.0, 0.05)
        self.empty = {field: rng.uniform(0.1, 0.75) for field in FIELDS}
        self.empty["locality"], self.empty["cuit"] = rng.uniform(0, 0.3), rng.uniform(0.5, 0.85)

    def spoil(self, rng: random.Random, row: Row) -> None:
        """Write a company as a hurried person would."""
        for spoil, share in (*self.name.items(), *self.rest.items()):
            if rng.random() < share * 0.7:
                spoil(rng, row)
        self.leave_out(rng, row)
        if not row["legal_name"].strip():
            row["legal_name"] = row["trade_name"] or "S/D"

    def leave_out(self, rng: random.Random, row: Row) -> None:
        """Leave boxes empty, but never so many that nobody could say who it is."""
        kept = dict(row)
        for field, share in self.empty.items():
            if rng.random() < share:
                row[field] = ""
        telling = [
            field for field in ("phone", "email", "street", "contact", "cuit") if kept[field]
        ]
        if telling and not any(row[field] for field in telling):
            back = rng.choice(telling)
            row[back] = kept[back]


def stranger(rng: random.Random, registry: list[Row], kind: str) -> Row:
    """A company that is not in the registry and shares something with one that is."""
    near, other = rng.choice(registry), rng.choice(registry)
    row = dict(other, cuit=cuit_of(rng.choice(("30", "33")), rng.randrange(50_000_000, 72_000_000)))
    row["legal_name"] = f"{rng.choice(TRADES)} {rng.choice(FANCIES)} {rng.choice(FORMS)}".strip()
    row["trade_name"], row["contact"], row["web"] = "", person(rng), ""
    row["phone"] = another_number(rng, near["phone"])
    row["email"] = (
        f"{plain(bare(row['legal_name']))[:14]}{rng.randrange(99)}@{rng.choice(FREE_MAIL)}"
    )
    row["street"] = f"{rng.choice(STREETS)} {rng.randrange(100, 6000)}"
    STRANGERS.get(kind, nothing_shared)(rng, row, near)
    return row


def nothing_shared(rng: random.Random, row: Row, near: Row) -> None:
    """A new company."""


def sister(rng: random.Random, row: Row, near: Row) -> None:
    """Another company of the same house: a word of the name, the door and most of the rest."""
    word = rng.choice(bare(near["legal_name"]).split())
    row["legal_name"] = f"{word} {rng.choice(TRADES)} {rng.choice(FORMS)}".strip()
    for field in (
        "street",
        "locality",
        "province",
        *rng.sample(("phone", "email", "web", "contact"), 2),
    ):
        row[field] = near[field]
    row["cuit"] = cuit_of("30", int(plain(near["cuit"])[2:10] or 50_000_000) + rng.randrange(1, 20))


def branch_of_chain(rng: random.Random, row: Row, near: Row) -> None:
    """Another owner under the same sign."""
    row["trade_name"] = near["trade_name"] or bare(near["legal_name"])
    row["legal_name"] = rng.choice((row["trade_name"], person(rng), row["legal_name"]))
    if rng.random() < 0.5:
        row["web"] = near["web"]


def namesake(rng: random.Random, row: Row, near: Row) -> None:
    """The same name somewhere else."""
    row["legal_name"] = near["legal_name"]
    if rng.random() < 0.3:
        row["province"] = near["province"]


def neighbour(rng: random.Random, row: Row, near: Row) -> None:
    """A shop of the same gallery."""
    for field in ("street", "locality", "province"):
        row[field] = near[field]
    if rng.random() < 0.3:
        row["legal_name"] = f"{bare(near['legal_name']).split()[0]} {rng.choice(FANCIES)}"


def client(rng: random.Random, row: Row, near: Row) -> None:
    """A client of the same accountant."""
    for field in rng.sample(("phone", "email", "street"), 2):
        row[field] = near[field]
    row["locality"], row["province"] = near["locality"], near["province"]


def near_number(rng: random.Random, row: Row, near: Row) -> None:
    """A CUIT a digit away."""
    row["cuit"] = ""
    if near["cuit"]:
        number = int(plain(near["cuit"])[2:10]) + rng.randrange(1, 10) * 10 ** rng.randrange(4)
        row["cuit"] = cuit_of(near["cuit"][:2], number)


def one_word(rng: random.Random, row: Row, near: Row) -> None:
    """A name in the same town with one other word."""
    words = bare(near["legal_name"]).split()
    words[rng.randrange(len(words))] = rng.choice(rng.choice((FANCIES, SURNAMES, TRADES)))
    row["legal_name"] = " ".join(words)
    row["locality"], row["province"] = near["locality"], near["province"]


STRANGERS: dict[str, Callable[[random.Random, Row, Row], None]] = {
    "sister": sister, "chain": branch_of_chain, "namesake": namesake, "gallery": neighbour,
    "accountant": client, "near_cuit": near_number, "one_word": one_word,
}  # fmt: skip
KINDS = (*STRANGERS, "new")


def main() -> None:
    """Write registry.csv, queries.csv and truth.csv into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--registry", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    habits = Habits(rng)
    with given.registry.open(encoding="utf-8") as lines:
        registry = list(csv.DictReader(lines))
    given.output.mkdir(parents=True, exist_ok=True)
    if not (given.output / "registry.csv").exists():
        shutil.copy(given.registry, given.output / "registry.csv")
    known = rng.sample(registry, given.queries // 2)
    jobs = [(row["id"], "match", dict(row)) for row in known]
    for at in range(given.queries - len(known)):
        kind = KINDS[at % len(KINDS)]
        jobs.append(("", kind, stranger(rng, registry, kind)))
    rng.shuffle(jobs)
    with (
        (given.output / "queries.csv").open("w", encoding="utf-8", newline="") as query_file,
        (given.output / "truth.csv").open("w", encoding="utf-8", newline="") as truth_file,
    ):
        queries = csv.DictWriter(query_file, ("query_id", *COLUMNS[1:]), extrasaction="ignore")
        truth = csv.writer(truth_file)
        queries.writeheader()
        truth.writerow(("query_id", "match_id", "kind"))
        for at, (found, kind, row) in enumerate(jobs):
            habits.spoil(rng, row)
            row["postal_code"] = ""
            queries.writerow({**row, "query_id": f"Q{at:05d}"})
            truth.writerow((f"Q{at:05d}", found, kind))


if __name__ == "__main__":
    main()
