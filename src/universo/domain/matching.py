"""Compare two parties and explain the result: is this prospect somebody known? (R-8, (2) and (4))

Additive: every piece of evidence has a weight, read as log-odds, and the score is their sum.
Whoever reads a finding sees what spoke for it, what against, and how much.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from universo.domain.contacts import (
    FREE_MAIL_DOMAINS,
    company_domain,
    normalise_email,
    phone_key,
    registered_domain,
    web_domain,
)
from universo.domain.name_likeness import LIKENESSES, name_likeness
from universo.domain.names import name_key, words_of
from universo.domain.places import place_key, street_parts
from universo.domain.similarity import jaro_winkler
from universo.domain.tax_ids import check_cuit

SAME = "same"
REVIEW = "review"
DIFFERENT = "different"

# (kind, detail) -> weight. What each rests on is said at the side.
DEFAULT_WEIGHTS: Mapping[tuple[str, str], float] = {
    ("cuit", "equal"): 12.0,  # one CUIT, one taxpayer: decides by itself
    ("cuit", "different"): -6.0,  # two taxpayers; yet groups trade under several, so not a veto
    ("legal_name", "exact"): 5.0,  # equal words in any order; names repeat across provinces
    ("legal_name", "near"): 4.0,  # the same but for typing
    ("legal_name", "contained"): 2.0,  # one is the beginning or a part of the other
    ("legal_name", "similar"): 1.0,  # shares a telling word: families, homonyms
    ("legal_name", "different"): -3.0,
    ("trade_name", "exact"): 4.0,  # franchises share it: less than a legal name
    ("trade_name", "near"): 3.0,
    ("trade_name", "contained"): 1.5,
    ("trade_name", "similar"): 0.5,
    ("phone", "equal"): 4.0,  # accountants and galleries share phones
    ("phone", "different"): -0.5,  # most companies have several
    ("email", "equal"): 4.5,  # a mailbox has one holder; accountants again
    ("email", "equal_role"): 1.0,  # info@ says little more than the domain does
    ("domain", "equal"): 3.0,  # chains and holdings share one; often only the name again
    ("domain", "different"): -1.0,  # few companies keep two
    ("address", "equal"): 2.5,  # galleries, industrial parks: never enough alone
    ("address", "different_province"): -1.5,  # a branch, or somebody else
    ("address", "different_locality"): -0.5,
    ("address", "different_street"): -1.0,  # same town, another door
    ("contact", "equal"): 1.5,  # one person runs several companies
}
SAME_FROM = 7.5
REVIEW_FROM = 2.5


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What is known of a prospect or a customer, as it was typed. Anything may be empty."""

    legal_name: str = ""
    trade_name: str = ""
    cuit: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    web: str = ""
    street: str = ""
    locality: str = ""
    province: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for (weight > 0) or against two parties being the same."""

    kind: str  # cuit legal_name trade_name phone email domain address contact
    weight: float
    detail_code: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The sum, what follows from it (same, review, different), and the evidence, heaviest first."""

    score: float
    outcome: str
    evidence: tuple[Evidence, ...]


Found = tuple[str, str, str, str]  # kind, detail, left, right


def compare(
    left: PartyFacts,
    right: PartyFacts,
    weights: Mapping[tuple[str, str], float] = DEFAULT_WEIGHTS,
) -> Finding:
    """Compare two parties; the finding is the same whichever comes first, but for the sides.

    An equal valid CUIT decides "same". Nothing else alone does: a sum of SAME_FROM is needed from
    two independent witnesses, in no two provinces and under no two CUITs.
    """
    found = [one for look in LOOKS for one in look(left, right)]
    evidence = tuple(
        Evidence(kind, weights[kind, detail], detail, one, other)
        for kind, detail, one, other in found
        if (kind, detail) in weights
    )
    ordered = tuple(sorted(evidence, key=lambda e: (-abs(e.weight), e.kind)))
    score = round(sum(e.weight for e in ordered), 4)
    return Finding(score, _outcome(score, ordered), ordered)


# A domain is mostly the name again, so these two are one witness.
_WITNESS = {"legal_name": "name", "trade_name": "name", "domain": "name"}
_CONFLICTS = {("cuit", "different"), ("address", "different_province")}


def _outcome(score: float, evidence: tuple[Evidence, ...]) -> str:
    details = {(e.kind, e.detail_code) for e in evidence}
    if ("cuit", "equal") in details:
        return SAME
    speaking = [e for e in evidence if e.weight > 0 and e.detail_code != "equal_role"]
    witnesses = {_WITNESS.get(e.kind, e.kind) for e in speaking}
    if score >= SAME_FROM and len(witnesses) > 1 and not details & _CONFLICTS:
        return SAME
    return REVIEW if score >= REVIEW_FROM else DIFFERENT


def _cuit(left: PartyFacts, right: PartyFacts) -> list[Found]:
    one, other = check_cuit(left.cuit), check_cuit(right.cuit)
    if not (one.ok and other.ok):
        return []
    detail = "equal" if one.normalised == other.normalised else "different"
    return [("cuit", detail, one.normalised, other.normalised)]


def _names(left: PartyFacts, right: PartyFacts) -> list[Found]:
    # People type the trade name where the legal one belongs, so every pair is looked at. The best
    # one speaks; a second one only when it is about other names, or it would be the same witness.
    found = sorted(
        (_named("legal_name", left.legal_name, right.legal_name)
        + _named("trade_name", left.trade_name, right.trade_name)
        + _named("trade_name", left.legal_name, right.trade_name)
        + _named("trade_name", left.trade_name, right.legal_name)),
        key=lambda one: (LIKENESSES.index(one[1]), one[0], sorted(one[2:])),
    )  # fmt: skip
    if not found:
        return []
    best = found[0]
    spoken = {name_key(best[2]), name_key(best[3])}
    for other in found[1:]:
        if other[1] != "different" and not spoken & {name_key(other[2]), name_key(other[3])}:
            return [best, other]
    return [best]


def _named(kind: str, left: str, right: str) -> list[Found]:
    return [(kind, name_likeness(left, right), left, right)] if left and right else []


def _phones(left: PartyFacts, right: PartyFacts) -> list[Found]:
    common = _shared("phone", left.phones, right.phones, phone_key)
    if common or not (any(map(phone_key, left.phones)) and any(map(phone_key, right.phones))):
        return common[:1]
    return [("phone", "different", left.phones[0], right.phones[0])]


_ROLES = """
    info contacto ventas compras administracion admin gerencia sistemas pagos cobranzas soporte
    consultas recepcion proveedores facturacion comercial hola mail contaduria tesoreria rrhh
"""
ROLE_MAILBOXES = frozenset(_ROLES.split())


def _emails(left: PartyFacts, right: PartyFacts) -> list[Found]:
    found = _shared("email", left.emails, right.emails, lambda text: normalise_email(text) or None)
    named = [(kind, _mailbox(one), one, other) for kind, _, one, other in found]
    return sorted(named, key=lambda one: one[1])[:1]  # a person's mailbox before one of a role


def _mailbox(address: str) -> str:
    return "equal_role" if normalise_email(address).split("@")[0] in ROLE_MAILBOXES else "equal"


def _shared(
    kind: str,
    left: tuple[str, ...],
    right: tuple[str, ...],
    key: Callable[[str], str | None],
) -> list[Found]:
    others = {found: text for text in reversed(right) if (found := key(text))}
    pairs = [(text, others[found]) for text in left if (found := key(text)) in others]
    return [(kind, "equal", one, other) for one, other in pairs]


def own_domains(party: PartyFacts) -> tuple[str, ...]:
    """The domains a party holds itself, from its addresses and its web site."""
    held = [company_domain(address) for address in party.emails]
    host = web_domain(party.web)
    held.append(registered_domain(host) if host and host not in FREE_MAIL_DOMAINS else None)
    return tuple(dict.fromkeys(domain for domain in held if domain))


def _domains(left: PartyFacts, right: PartyFacts) -> list[Found]:
    one, other = own_domains(left), own_domains(right)
    if not one or not other or any(detail == "equal" for _, detail, _, _ in _emails(left, right)):
        return []  # an equal mailbox has said it already
    common = [domain for domain in one if domain in other]
    if common:
        return [("domain", "equal", common[0], common[0])]
    return [("domain", "different", one[0], other[0])]


def _address(left: PartyFacts, right: PartyFacts) -> list[Found]:
    one, other = place_key(left.province), place_key(right.province)
    towns = place_key(left.locality), place_key(right.locality)
    if one and other and jaro_winkler(one, other) < 0.9:
        return [("address", "different_province", left.province, right.province)]
    same_town = not (all(towns)) or jaro_winkler(*towns) >= 0.88
    if not same_town:
        return [("address", "different_locality", left.locality, right.locality)]
    doors = street_parts(left.street), street_parts(right.street)
    if not (doors[0][1] and doors[1][1] and (all(towns) or (one and other))):
        return []
    same = doors[0][1] == doors[1][1] and jaro_winkler(doors[0][0], doors[1][0]) >= 0.88
    detail = "equal" if same else "different_street"
    return [("address", detail, left.street, right.street)]


def _contact(left: PartyFacts, right: PartyFacts) -> list[Found]:
    one, other = sorted(words_of(left.contact)), sorted(words_of(right.contact))
    if len(one) < 2 or len(other) < 2:
        return []  # a first name is everybody's
    if jaro_winkler(" ".join(one), " ".join(other)) < 0.93:
        return []
    return [("contact", "equal", left.contact, right.contact)]


LOOKS = (_cuit, _names, _phones, _emails, _domains, _address, _contact)
