"""Step 1: a visitor applies, confirms his address and is admitted (R-1, R-5)."""

from datetime import datetime, timedelta

from django.utils.text import slugify

from universo.demo.tour.people import Staff, uid
from universo.demo.tour.telling import Teller
from universo.identity.actor import VISITOR
from universo.notifications.models import Mail
from universo.partners.application_data import ApplicationData, confirmation_token
from universo.partners.models import Partner
from universo.program.queries import terms_on
from universo.usecases.apply_to_join import apply_to_join, confirm_application
from universo.usecases.decide_application import approve_application


def join(
    teller: Teller,
    staff: Staff,
    when: datetime,
    *,
    company: str,
    cuit: str,
    person: str,
    province: str,
    categories: tuple[str, ...],
    level: str = "",
) -> Partner:
    """Take a company through the door, and return it as a partner."""
    key = uid("tour", cuit)
    mailbox = f"{slugify(person.partition(' ')[0])}@empresa{cuit[5:]}.example"
    apply_to_join(
        actor=VISITOR,
        now=when,
        uid=key,
        data=ApplicationData(
            legal_name=company,
            cuit=cuit,
            contact_name=person,
            email=mailbox,
            phone="011 4555-2201",
            province=province,
            categories=categories,
            sponsor_level=level,
            accepts_terms=True,
            terms_version=terms_on(when.date()).version,
        ),
    )
    teller.say(when, f"{person}, de {company}, pide ingresar al programa.", "R-1", "R-5")
    when += timedelta(minutes=6)
    application = confirm_application(now=when, token=confirmation_token(key))
    teller.say(when, f"Confirma su correo {mailbox}.")
    when += timedelta(hours=2)
    partner = approve_application(
        actor=staff.admin,
        now=when,
        application_id=application.pk,
        executive_id=staff.executive.user_id or 0,
    )
    teller.say(when, f"{staff.admin.name} aprueba y asigna a {staff.executive.name}.", "R-7")
    told = Mail.objects.filter(recipient=mailbox, created_at=when).count()
    teller.expect("correos que le avisan", told, 1)
    return partner
