"""A partner makes its badge, whose code anybody may verify, and replaces the code when it wants (R-2)."""

import base64
import secrets
from datetime import datetime

from django.db import transaction

from universo.audit.operations import record
from universo.benefits.choices import Service
from universo.benefits.directory.models import Badge
from universo.benefits.queries import require_benefit
from universo.domain.decision_clock import local_date
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.partners.models import Partner

CODE_BYTES = 15  # 120 bits: 24 letters and digits


@transaction.atomic
def make_badge(*, actor: Actor, now: datetime) -> Badge:
    """Return the partner's badge, made now if it has none. Twice is once. Raises NotPermitted."""
    partner_id = _locked(actor, now)
    known = Badge.objects.filter(partner_id=partner_id, ended_at__isnull=True).first()
    return known or _make(actor, now, partner_id, "benefits.badge.made")


@transaction.atomic
def renew_badge(*, actor: Actor, now: datetime, code: str) -> Badge:
    """Make another code; `code`, the old one, is worth nothing from now on. Twice is once.

    Raises NotPermitted.
    """
    partner_id = _locked(actor, now)
    live = Badge.objects.filter(partner_id=partner_id, ended_at__isnull=True)
    if not live.filter(code=code.replace("\0", "")).update(ended_at=now, ended_by_id=actor.user_id):
        return live.first() or _make(actor, now, partner_id, "benefits.badge.made")
    return _make(actor, now, partner_id, "benefits.badge.renewed")


def _locked(actor: Actor, now: datetime) -> int:
    if actor.partner_id is None or actor.user_id is None or not actor.is_partner_admin:
        raise NotPermitted("")
    require_benefit(actor, Service.DIRECTORY, local_date(now))
    return Partner.objects.select_for_update().get(pk=actor.partner_id).pk


def _make(actor: Actor, now: datetime, partner_id: int, event: str) -> Badge:
    code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    made = Badge.objects.create(
        partner_id=partner_id, code=code, made_at=now, made_by_id=actor.user_id or 0
    )
    record(
        actor=actor, now=now, name=event, subject_kind="partner", subject_id=partner_id,
        partner_may_read=True,
    )  # fmt: skip
    return made
