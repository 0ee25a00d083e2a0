"""Accepted notices and leads, made the short way, for tests of routing and of what follows it."""

from datetime import timedelta
from typing import Any

import builders
from cast import Cast
from universo.customers.models import Prospect
from universo.opportunities.models import Notice, NoticeItem, SigningKey
from universo.routing.models import Assignment, ExecutingChannel
from universo.usecases.assign_channel import assign_channel
from universo.usecases.work_lead import accept_lead

_serial = iter(range(900_001, 10_000_000))
SECRET = "canario-4417"  # stands in every contact datum: it must not reach who may not see it


def notice(cast: Cast, status: str = "ACCEPTED", **changes: Any) -> Notice:
    """Store a sent notice of the cast's sponsor, decided an hour before NOON unless it says so."""
    received = builders.NOON - timedelta(days=3)
    key, _new = SigningKey.objects.get_or_create(
        key_id="test", defaults={"public_pem": "x", "created_at": received}
    )
    decided = status in {"ACCEPTED", "DECLINED"}
    values: dict[str, Any] = {
        "uid": builders.new_uid(),
        "partner": cast.sponsor_partner,
        "author_id": cast.sponsor.user_id,
        "executive_id": cast.executive.user_id,
        "status": status,
        "level": "INTRODUCER",
        "prospect": prospect(),
        "need": "Punto de venta con facturación electrónica en dos cajas.",
        "budget_minor": 150_000_000,
        "budget_currency": "ARS",
        "estimated_timeframe": "THREE_MONTHS",
        "number": next(_serial),
        "received_at": received,
        "due_at": received + timedelta(days=22),
        "due_date": (received + timedelta(days=21)).date(),
        "created_at": received,
        "updated_at": received,
        "signing_key": key,
        "decided_at": builders.NOON - timedelta(hours=1) if decided else None,
        "decided_by_id": cast.executive.user_id if decided else None,
        "decline_reason": "NEED" if status == "DECLINED" else "",
        **changes,
    }
    made = Notice.objects.create(**values)
    NoticeItem.objects.create(notice=made, family=cast.families["POS-SOFT"])
    return made


def prospect(**changes: Any) -> Prospect:
    """Store a prospect in Tigre, whose every contact datum holds SECRET."""
    values = {
        "legal_name": "Ferretería El Tornillo S.R.L.",
        "trade_name": "El Tornillo",
        "cuit": builders.cuit(),
        "province_id": "B",
        "locality": "Tigre",
        "street": f"Cazón {SECRET}",
        "phone": f"011 4555 {SECRET}",
        "email": f"{SECRET}@example.com",
        "web": f"{SECRET}.example",
        "contact_name": f"Ana {SECRET}",
        "contact_role": f"Dueña {SECRET}",
        **changes,
    }
    return Prospect.objects.create(**values)


def channel_of(partner: Any) -> ExecutingChannel:
    """Return the channel of a partner; of None, Hasar's own staff."""
    return ExecutingChannel.objects.get(partner=partner)


def offered(cast: Cast, found: Notice | None = None, to: Any = "reseller") -> Assignment:
    """Offer a notice to the cast's reseller (or to a partner given, None for own staff)."""
    target = cast.reseller_partner if to == "reseller" else to
    return assign_channel(
        actor=cast.channel_manager,
        now=builders.NOON,
        notice_id=(found or notice(cast)).pk,
        channel_id=channel_of(target).pk,
        profile="RETAIL",
        note="Llamar por la mañana.",
    )


def active(cast: Cast, found: Notice | None = None) -> Assignment:
    """Return a lead that the cast's reseller took."""
    lead = offered(cast, found)
    return accept_lead(actor=cast.reseller, now=builders.NOON, assignment_id=lead.pk)
