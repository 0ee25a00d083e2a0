"""Phones, mailboxes and domains of two companies: what they say about each other."""

from rapidfuzz.distance import OSA

from universo.matching.party import Party
from universo.matching.rarity import Rarity
from universo.matching.seen import Seen, holder_step


def see_phones(one: Party, other: Party, rarity: Rarity) -> Seen | None:
    """The best agreement between their numbers."""
    if not (one.phones and other.phones):
        return None
    best = ("different", one.phones[0], other.phones[0])
    for a in one.phones:
        for b in other.phones:
            if a == b:
                if len(a) == 10:
                    count = rarity.count("phone", a)
                    return Seen("phone", "equal", holder_step(count), a, b, count)
                best = ("local", a, b)
            elif best[0] != "local" and len(a) != len(b) and (a.endswith(b) or b.endswith(a)):
                best = ("local", a, b)
            elif best[0] == "different" and len(a) == len(b) and OSA.distance(a, b) == 1:
                best = ("near", a, b)
    detail, a, b = best
    if detail == "local":
        longer = max(a, b, key=len)
        count = rarity.count("phone", longer) if len(longer) == 10 else 0
        return Seen("phone", "local", 8 - min(len(a), len(b), 8), a, b, count)
    return Seen("phone", detail, 0, a, b)


def see_mails(one: Party, other: Party, rarity: Rarity) -> Seen | None:
    """The best agreement between their mailboxes."""
    if not (one.mails and other.mails):
        return None
    best = ("different", one.mails[0], other.mails[0])
    for a in one.mails:
        for b in other.mails:
            if a == b:
                count = rarity.count("email", a)
                return Seen("email", "equal", holder_step(count), a, b, count)
            if best[0] == "different":
                box, _, host = a.partition("@")
                other_box, _, other_host = b.partition("@")
                if host == other_host:
                    close = _near_box(box, other_box)
                else:
                    close = box == other_box and OSA.distance(host, other_host) <= 2
                if close:
                    best = ("near", a, b)
                elif box == other_box and len(box) > 5 and box not in ROLE_MAILBOXES:
                    best = ("box", a, b)
    if best[0] == "different" and set(one.domains) & set(other.domains):
        return None  # two mailboxes of one house
    return Seen("email", best[0], 0, best[1], best[2])


def _near_box(one: str, other: str) -> bool:
    short = min(len(one), len(other))
    if short < 6 or _figures(one) != _figures(other):
        return False
    return OSA.distance(one, other) <= (1 if short < 10 else 2)


def _figures(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def see_domains(one: Party, other: Party, rarity: Rarity) -> Seen | None:
    """The best agreement between the domains they hold themselves."""
    if not (one.domains and other.domains):
        return None
    for a in one.domains:
        if a in other.domains:
            count = rarity.count("domain", a)
            return Seen("domain", "equal", holder_step(count), a, a, count)
    for a in one.domains:
        for b in other.domains:
            if _near_domain(stem(a), stem(b)):
                count = max(rarity.count("domain", a), rarity.count("domain", b))
                return Seen("domain", "near", holder_step(count), a, b, count)
    return Seen("domain", "different", 0, one.domains[0], other.domains[0])


def stem(domain: str) -> str:
    """What the company chose of a domain: `gruaslosamigos` of gruaslosamigos.com.ar."""
    return domain.partition(".")[0].replace("-", "")


def _near_domain(one: str, other: str) -> bool:
    short = min(len(one), len(other))
    if one == other:
        return short > 2
    return short > 6 and OSA.distance(one, other) <= (1 if short < 10 else 2)


def see_spelt_name(one: Party, other: Party) -> Seen | None:
    """The domain or mailbox of one spells the other's name (asked when the names do not agree)."""
    for a, b, turned in ((one, other, False), (other, one, True)):
        handles = [stem(domain) for domain in a.domains]
        handles += [mail.partition("@")[0].rstrip("0123456789") for mail in a.mails]
        for handle in handles:
            if len(handle) < 7 or handle in ROLE_MAILBOXES:
                continue
            for _, name in b.names:
                joined = "".join(name.words)
                if len(joined) > 6 and (joined.startswith(handle) or handle.startswith(joined)):
                    shown = " ".join(name.words)
                    left, right = (shown, handle) if turned else (handle, shown)
                    return Seen("domain", "names", 0, left, right)
    return None


_ROLES = """
    info contacto ventas compras administracion admin gerencia sistemas pagos cobranzas soporte
    consultas recepcion proveedores facturacion comercial hola mail contaduria tesoreria rrhh estudio
    secretaria presidencia direccion oficina atencion clientes turnos reservas pedidos
"""
ROLE_MAILBOXES = frozenset(_ROLES.split())
