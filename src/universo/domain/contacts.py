"""Phones, mail addresses and web sites, brought to keys that can be compared.

The keys are for finding the same party again, not for dialling or writing to it.
"""

import re

# Mailboxes anybody can open: the domain says nothing about the company.
_FREE_MAIL = """
    gmail.com googlemail.com hotmail.com hotmail.com.ar hotmail.es outlook.com outlook.com.ar
    outlook.es live.com live.com.ar msn.com yahoo.com yahoo.com.ar yahoo.es ymail.com icloud.com
    me.com mac.com aol.com proton.me protonmail.com gmx.com zoho.com mail.com yandex.com
    tutanota.com arnet.com.ar fibertel.com.ar speedy.com.ar ciudad.com.ar uolsinectis.com.ar
    sinectis.com.ar telecentro.com.ar infovia.com.ar netizen.com.ar argentina.com
    topmail.com.ar movistar.com.ar
    personal.com.ar claro.com.ar cablevisionfibertel.com.ar
"""
FREE_MAIL_DOMAINS = frozenset(_FREE_MAIL.split())
# Shop windows and social networks shared by everybody: equal hosts prove nothing.
_SHARED = """
    facebook.com instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com wa.me
    whatsapp.com linktr.ee bit.ly google.com goo.gl mercadolibre.com.ar mercadoshops.com.ar
    mercadopago.com.ar tiendanube.com mitiendanube.com empretienda.com.ar wordpress.com blogspot.com
    wixsite.com wix.com business.site github.io negocio.site
"""
SHARED_HOSTS = frozenset(_SHARED.split())
_SECOND_LEVEL = frozenset({"com", "net", "org", "gob", "gov", "edu", "int", "mil", "tur", "coop",
                           "mutual", "musica", "bet", "co", "ind", "srl"})  # fmt: skip

_EXTENSION = re.compile(r"\b(?:interno|int|extension|ext|x)\b.*$", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s<>,;]+@([a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9\-]+)+)")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?)+")
_CPA = re.compile(r"[A-HJ-NP-Z][0-9]{4}[A-Z]{3}")


def phone_key(text: str, default_area: str = "") -> str | None:
    """The ten digits of an Argentine number (area code and line), or None if they are not known.

    The mobile marks 9 and 15 are left out, so a number is the same however it was spelt.
    `default_area` (such as "11") completes a number written without its area code.
    """
    spelt = _EXTENSION.sub("", text)
    if spelt.lstrip().startswith("+") and not re.sub(r"\D", "", spelt).startswith("54"):
        return None
    for part in (spelt, *re.split(r"\s[/y]\s|[;,|]", spelt)[:1]):
        key = _national(re.sub(r"[^0-9]", "", part), default_area)
        if key:
            return key
    return None


def _national(digits: str, default_area: str) -> str | None:
    digits = digits.removeprefix("00") if digits.startswith("0054") else digits
    if digits.startswith("54") and len(digits) > 11:
        digits = digits[2:]
    digits = digits.removeprefix("0")
    if len(digits) > 10 and digits.startswith("9"):
        digits = digits[1:].removeprefix("0")
    if len(digits) == 12:
        digits = _without_15(digits)
    if default_area and not _plausible(digits):
        mobile = digits.startswith("15") and len(digits) + len(default_area) == 12
        digits = default_area + (digits[2:] if mobile else digits)
    return digits if _plausible(digits) else None


def _without_15(digits: str) -> str:
    # Area codes have 2 (only 11), 3 or 4 digits; "15" cannot stand at two adjacent places, and no
    # longer code starts with 1, so at most one of these reads well and no table is needed.
    for area in (2,) if digits.startswith("11") else (3, 4):
        if digits[area : area + 2] == "15":
            return digits[:area] + digits[area + 2 :]
    return digits


def _plausible(digits: str) -> bool:
    if len(digits) != 10:
        return False
    if not digits.startswith(("11", "2", "3", "800", "810", "600", "610", "822")):
        return False
    return digits[2:] not in {"0" * 8, "1" * 8, "12345678"}  # what people type to get past


def normalise_email(text: str) -> str:
    """The address in lower case without blanks, or "" if it does not look like one."""
    address = text.strip().lower().removeprefix("mailto:")
    return address if _MAIL.fullmatch(address) else ""


def mail_domain(text: str) -> str | None:
    """What stands after the @ of an address, in lower case; None if it is not an address."""
    match = _MAIL.fullmatch(text.strip().lower())
    return match.group(1) if match else None


def company_domain(text: str) -> str | None:
    """The registered domain of an address, or None when anybody can open a mailbox there."""
    domain = mail_domain(text)
    if domain is None or domain in FREE_MAIL_DOMAINS:
        return None
    own = registered_domain(domain)
    return None if own in FREE_MAIL_DOMAINS else own


def web_domain(text: str) -> str | None:
    """The host of a web address without scheme, `www.`, port and path; None if there is none.

    Hosts shared by everybody (social networks, shop windows) give None: they identify nobody.
    """
    bare = re.sub(r"^[a-z][a-z0-9+.\-]*://", "", text.strip().lower())
    host = re.split(r"[/?#\s]", bare, maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    host = re.sub(r"^www[0-9]?\.", "", host.rstrip("."))
    if not _HOST.fullmatch(host) or host in SHARED_HOSTS:
        return None
    return None if registered_domain(host) in SHARED_HOSTS and host.count(".") < 2 else host


def registered_domain(host: str) -> str:
    """The part of a host that somebody registered: `mail.acme.com.ar` gives `acme.com.ar`."""
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-keep:])


def normalise_postal_code(text: str) -> str:
    """A postal code as `B1618CSD` or the older `1618`; "" if it is neither."""
    code = re.sub(r"[\s\[\]().\-]", "", text).upper()
    return code if _CPA.fullmatch(code) or re.fullmatch(r"[0-9]{4}", code) else ""
