"""Automatic evidence for the checks of R-8: rows {"code", "ok", "params"} without words.

`ok` is True (speaks for passing), False (against) or None (to be looked at). What a code says in
Spanish is decided where it is shown, so that evidence of last year still reads well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from universo.customers.models import Prospect
from universo.customers.nearby import party_of
from universo.domain.contacts import (
    company_domain,
    mail_domain,
    normalise_email,
    phone_key,
    web_domain,
)
from universo.domain.decision_clock import local_date
from universo.domain.eligibility import Family, assess_need
from universo.domain.names import name_key
from universo.domain.tax_ids import check_cuit
from universo.opportunities.models import Notice, NoticeItem
from universo.partners.models import Member, Partner
from universo.program.models import Locality
from universo.program.queries import rates_in_force

SHORT_NEED = 25  # characters; a need said in less says little
Row = dict[str, Any]


def row(code: str, ok: bool | None, **params: Any) -> Row:
    """Return one line of evidence; `params` must be JSON."""
    return {"code": code, "ok": ok, "params": params}


def data_rows(notice: Notice) -> list[Row]:
    """Return the evidence of check 1: are the data of the prospect sound, and is he a third party?"""
    assert notice.prospect is not None
    prospect = notice.prospect
    return [
        *_cuit_rows(prospect),
        *_phone_rows(prospect),
        *_address_rows(prospect),
        *_place_rows(prospect),
        *_self_rows(notice.partner, prospect),
    ]


def _cuit_rows(prospect: Prospect) -> Iterable[Row]:
    if not prospect.cuit:
        yield row("cuit_missing", None)
        return
    check = check_cuit(prospect.cuit)
    if not check.ok:
        yield row("cuit_wrong", False, cuit=prospect.cuit)
    elif check.warning:
        yield row(f"cuit_{check.warning}", None, cuit=check.normalised)
    else:
        yield row("cuit_valid", True, cuit=check.normalised)


def _phone_rows(prospect: Prospect) -> Iterable[Row]:
    if not prospect.phone:
        yield row("phone_missing", None)
    elif phone_key(prospect.phone):
        yield row("phone_valid", True, phone=prospect.phone)
    else:
        yield row("phone_unreadable", False, phone=prospect.phone)


def _address_rows(prospect: Prospect) -> Iterable[Row]:
    """E-mail and web: their form, a free mailbox, two domains that do not agree."""
    domain = company_domain(prospect.email) if prospect.email else None
    if prospect.email and not mail_domain(prospect.email):
        yield row("email_wrong", False, email=prospect.email)
    elif prospect.email and domain is None:
        yield row("email_free", None, email=prospect.email)
    elif prospect.email:
        yield row("email_company", True, email=prospect.email)
    host = web_domain(prospect.web) if prospect.web else None
    if prospect.web and host is None:
        yield row("web_unclear", None, web=prospect.web)
    elif host:
        agrees = domain is None or host == domain or host.endswith(f".{domain}")
        yield row("web_valid" if agrees else "web_differs", True if agrees else None, web=host)


def _place_rows(prospect: Prospect) -> Iterable[Row]:
    province = prospect.province
    if province is None:
        yield row("province_missing", False)
        return
    if not prospect.locality:
        yield row("locality_missing", None)
        return
    place = {"locality": prospect.locality, "province": province.name}
    wanted = name_key(prospect.locality)
    names = Locality.objects.filter(province=province).values_list("name", flat=True)
    known = bool(wanted) and any(name_key(name) == wanted for name in names)
    yield row("place_known" if known else "locality_unknown", True if known else None, **place)


@dataclass(frozen=True, slots=True)
class _Own:
    """What identifies a sponsor: its keys and those of its people."""

    cuit: str
    phones: frozenset[str]
    emails: frozenset[str]
    domains: frozenset[str]


def _own(partner: Partner) -> _Own:
    people = list(Member.objects.filter(partner=partner).values_list("user__email", "user__phone"))
    emails = {partner.email, *(email for email, _phone in people)}
    phones = {partner.phone, *(phone for _email, phone in people)}
    return _Own(
        cuit=partner.cuit,
        phones=frozenset(key for text in phones if (key := phone_key(text or ""))),
        emails=frozenset(key for text in emails if (key := normalise_email(text))),
        domains=frozenset(key for text in emails if (key := company_domain(text))),
    )


def _self_rows(partner: Partner, prospect: Prospect) -> Iterable[Row]:
    """Say whether the sponsor reports himself or his own people."""
    own, party = _own(partner), party_of(prospect)
    found = []
    if prospect.cuit and prospect.cuit == own.cuit:
        found.append(row("self_cuit", False, cuit=prospect.cuit))
    if own.phones & set(party.phones):
        found.append(row("self_phone", False, phone=prospect.phone))
    if prospect.email and normalise_email(prospect.email) in own.emails:
        found.append(row("self_email", False, email=prospect.email))
    elif shared := own.domains & set(party.domains):
        found.append(row("self_domain", False, domain=sorted(shared)[0]))
    if name_key(prospect.legal_name) in {name_key(partner.legal_name)}:
        found.append(row("self_name", False, name=partner.legal_name))
    yield from found or [row("self_none", True, sponsor=str(partner))]


def need_rows(notice: Notice) -> list[Row]:
    """Return the evidence of check 3: what is asked, against level (P-12, P-13) and catalogue."""
    items = list(NoticeItem.objects.filter(notice=notice).select_related("family", "product"))
    families = {item.family.code: item.family for item in items}
    assessed = assess_need(
        notice.level, [Family(f.code, f.kind, f.is_active) for f in families.values()]
    )
    assert notice.received_at is not None
    rates = {
        rate.family_code: rate.rate_bp
        for rate in reversed(rates_in_force(notice.level, local_date(notice.received_at)))
    }
    rows = []
    for code in assessed.ok_families:
        name = families[code].name
        if code in rates:
            rows.append(row("family_ok", True, family=name, rate_bp=rates[code]))
        else:
            rows.append(row("family_without_rate", None, family=name))
    for code in assessed.outside_level:
        rows.append(row("outside_level", False, family=families[code].name, level=notice.level))
    for code in assessed.not_in_catalogue:
        rows.append(row("not_in_catalogue", False, family=families[code].name))
    for item in items:
        if item.product and not item.product.is_active:
            rows.append(row("product_withdrawn", False, product=item.product.name))
    if assessed.verdict == "unspecified":
        rows.append(row("need_unspecified", None))
    return [*rows, *_said_rows(notice)]


def _said_rows(notice: Notice) -> Iterable[Row]:
    if len(notice.need.strip()) < SHORT_NEED:
        yield row("need_short", None)
    if notice.budget_minor is None:
        yield row("budget_missing", None)
    else:
        yield row("budget_given", True, minor=notice.budget_minor, currency=notice.budget_currency)


def need_is_partial(rows: Iterable[Row]) -> bool:
    """Tell whether some of the need may be certified, and some may not (P-13)."""
    codes = {one["code"] for one in rows}
    return bool(codes & {"outside_level", "not_in_catalogue"}) and _certifiable(codes)


def need_is_outside(rows: Iterable[Row]) -> bool:
    """Tell whether all that is asked lies outside the sponsor's level (P-13)."""
    codes = {one["code"] for one in rows}
    return "outside_level" in codes and not _certifiable(codes)


def _certifiable(codes: set[str]) -> bool:
    return bool(codes & {"family_ok", "family_without_rate"})
