"""How a hurried person writes a company wrong: one function for each thing that happens."""

import random
from collections.abc import Callable

from made_companies import plain
from made_words import FREE_MAIL, GIVEN, STREETS, SURNAMES

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
