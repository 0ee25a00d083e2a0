"""What is already known about an applicant: shown to the administrator who decides, and to nobody else.

It suggests; a person decides. A link between the applicant and a prospect or an executive is the usual
sign of somebody who would be rewarded for his own purchases.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from universo.customers.models import CustomerKey, KnownCustomer, Prospect, ProspectKey
from universo.customers.nearby import kept_under
from universo.domain.contacts import company_domain, phone_key
from universo.domain.names import name_key
from universo.domain.tax_ids import check_cuit
from universo.identity.actor import Actor
from universo.identity.models import RoleGrant, User
from universo.matching.keys import Key
from universo.partners.models import Application, ApplicationState, Member, Partner
from universo.partners.queries import application


@dataclass(frozen=True, slots=True)
class Clue:
    """One finding: tone ok, warn or bad, a sentence, and the partner it points at, if any."""

    tone: str
    text: Any
    partner_id: int | None = None


def clues(actor: Actor, application_id: int) -> list[Clue]:
    """Return what speaks for and against an application. Raises NotPermitted if out of sight."""
    found = application(actor, application_id)
    return [
        _cuit(found),
        *_same_company(found),
        *_same_contact(found),
        *_earlier(found),
        *_self_referral(found),
    ]


def _cuit(found: Application) -> Clue:
    verdict = check_cuit(found.cuit)
    if not verdict.ok:
        return Clue("bad", _("The CUIT is not valid."))
    if verdict.warning:
        return Clue("warn", _("The CUIT is well formed, but its first digits are unusual."))
    return Clue("ok", _("The CUIT is well formed."))


def _same_company(found: Application) -> list[Clue]:
    others = Partner.objects.exclude(pk=found.partner_id or 0)
    holder = others.filter(cuit=found.cuit).first()
    if holder is not None:
        text = _("The CUIT is that of a partner: %(name)s") % {"name": holder}
        return [Clue("bad", text, holder.pk)]
    key = name_key(found.legal_name)
    alike = [
        row for row in others.only("pk", "legal_name", "trade_name") if key and _named(row, key)
    ]
    named = [
        Clue("warn", _("A partner has the same name: %(name)s") % {"name": row}, row.pk)
        for row in alike[:3]
    ]
    return named or [Clue("ok", _("No partner has this CUIT or this name."))]


def _named(row: Partner, key: str) -> bool:
    return key in {name_key(row.legal_name), name_key(row.trade_name)}


def _same_contact(found: Application) -> list[Clue]:
    others = Partner.objects.exclude(pk=found.partner_id or 0)
    clues_found = []
    phone, domain = phone_key(found.phone), company_domain(found.email)
    for row in others.only("pk", "legal_name", "trade_name", "phone", "email"):
        if phone and phone_key(row.phone) == phone:
            text = _("The phone is that of %(name)s") % {"name": row}
            clues_found.append(Clue("warn", text, row.pk))
        if domain and company_domain(row.email) == domain:
            text = _("The mail domain is that of %(name)s") % {"name": row}
            clues_found.append(Clue("warn", text, row.pk))
    return [*_same_mail(found), *clues_found[:5]]


def _same_mail(found: Application) -> list[Clue]:
    if found.state == ApplicationState.APPROVED:
        return []
    person = User.objects.filter(email=found.email).first()
    if person is None:
        return [Clue("ok", _("Nobody signs in with this e-mail address."))]
    member = Member.objects.select_related("partner").filter(user=person).first()
    if member is None:
        return [Clue("bad", _("The e-mail address is of a person who already has access."))]
    text = _("The e-mail address is of a person of %(name)s") % {"name": member.partner}
    return [Clue("bad", text, member.partner_id)]


def _earlier(found: Application) -> list[Clue]:
    rows = Application.objects.exclude(pk=found.pk).filter(
        Q(cuit=found.cuit) | Q(email=found.email)
    )
    declined = rows.filter(state=ApplicationState.DECLINED).count()
    waiting = rows.filter(state=ApplicationState.CONFIRMED).count()
    result = []
    if declined:
        result.append(Clue("warn", _("An earlier application of this company was declined.")))
    if waiting:
        result.append(Clue("warn", _("Another application of this company is waiting.")))
    return result


def _self_referral(found: Application) -> list[Clue]:
    """Look for the applicant among prospects, customers and Hasar's own people."""
    result = []
    domain, phone = company_domain(found.email), phone_key(found.phone)
    keys = [Key("domain", domain)] if domain else []
    keys += [Key("phone", phone)] if phone else []
    same = Q(cuit=found.cuit) | Q(pk__in=kept_under(CustomerKey, keys))
    if KnownCustomer.objects.filter(same, retired_at__isnull=True).exists():
        result.append(
            Clue("warn", _("The company is a known customer, or shares its contact data."))
        )
    same = Q(cuit=found.cuit) | Q(pk__in=kept_under(ProspectKey, keys))
    if Prospect.objects.filter(same, notice__number__isnull=False).exists():
        text = _("The company was notified as a prospect, or shares contact data with one.")
        result.append(Clue("warn", text))
    if _of_hasar(domain):
        result.append(Clue("bad", _("The mail domain is that of Hasar's own people.")))
    return result or [Clue("ok", _("No link with customers, prospects or Hasar's own people."))]


def _of_hasar(domain: str | None) -> bool:
    if domain is None:
        return False
    emails = RoleGrant.objects.filter(revoked_at__isnull=True).values_list("user__email", flat=True)
    return any(company_domain(email) == domain for email in set(emails))
