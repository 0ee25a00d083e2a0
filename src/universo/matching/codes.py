"""Every piece of evidence there is: kind -> details. Each has a weight and a sentence on the screens."""

CODES: dict[str, tuple[str, ...]] = {
    # What is true before anything is compared: one company among all of the base.
    "base": ("base",),
    # equal decides. document: the DNI inside a personal CUIT, or typed instead of it. slip: one digit
    # typed wrong in a number that is no CUIT.
    "cuit": ("equal", "document", "slip", "different"),
    # The best-agreeing pair of names: legal with legal, trade with trade, or one with the other's.
    # exact: the same words. near: typing, sound, spaces. near_known: a typing error apart, yet both
    # spellings are words other companies bear. padded: one has more words, but only such as Argentina,
    # Sucursal or the town. wider(_light): one has more words (of those that many companies bear).
    # clash(_light): each has words the other lacks (that look somewhat alike). resembling: other words,
    # yet much the same letters. different: nothing telling in common.
    # `count`: companies of the base expected to agree as much by accident.
    **dict.fromkeys(
        ("legal_name", "trade_name", "crossed_name"),
        (
            "exact",
            "near",
            "padded",
            "near_known",
            "wider_light",
            "wider",
            "clash_light",
            "clash",
            "resembling",
            "different",
        ),
    ),
    # The names left when the best pair is taken away, if both companies have another one.
    "other_name": ("alike", "partly", "different"),
    "legal_form": ("equal", "different"),
    # "Kiosco Sol de Juan Pérez": who is named as the owner, with the other's owner, contact or name.
    "owner": ("equal", "different"),
    # local: equal, one without its area code. near: one digit or two changed places.
    "phone": ("equal", "local", "near", "different"),
    # box: the same mailbox name at another provider.
    "email": ("equal", "near", "box", "different"),
    # near: another ending or a typing error. names: the domain or mailbox of one spells the other's name.
    "domain": ("equal", "near", "names", "different"),
    # unit: the same door, floor and office; other_unit: another office of the same building.
    "address": ("door", "unit", "other_unit", "near_door", "street", "different"),
    # city: two quarters of the capital, or a quarter and the city.
    "place": ("town", "near_town", "city", "province", "other_town", "other_province"),
    # mailbox: the contact of one has the mailbox of the other.
    "contact": ("equal", "near", "shared", "mailbox", "different"),
    # The name with how many ways to reach them (phone, mail or domain, door, contact) agree: with a
    # strange name, several are one witness. name_alone: a good name that so many things contradict.
    "together": ("good_name", "wider_name", "clashing_name", "strange_name", "name_alone"),
    # Another candidate fits as well, or nearly so.
    "rival": ("rival",),
}
