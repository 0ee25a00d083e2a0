"""One customer at a time: the locks that order notices of it, and a sponsor's own repeated ones."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from universo.domain.decision_clock import local_date
from universo.domain.names import name_key
from universo.errors import DomainError
from universo.opportunities.intake import NoticeContent
from universo.opportunities.models import Notice, NoticeStatus
from universo.program.models import Terms


def client_keys(content: NoticeContent) -> tuple[str, ...]:
    """Return the texts that name the customer of a notice: by CUIT, by name, or by both."""
    keys = [f"name:{name_key(content.legal_name)}"]
    if content.cuit:
        keys.append(f"cuit:{content.cuit}")
    return tuple(keys)


def lock_clients(keys: Iterable[str]) -> None:
    """Hold these keys until the transaction ends, in one order for everybody (protocols 2 and 3).

    Must be the first statements of the transaction: what is read after them is up to date. A lock
    not given in time raises OperationalError (web: 503); outside a transaction RuntimeError.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("customers are locked only inside a transaction")
    numbers = {int.from_bytes(hashlib.sha256(k.encode()).digest()[:8], signed=True) for k in keys}
    with connection.cursor() as cursor:
        for number in sorted(numbers):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def refuse_repeated(
    *, partner_id: int, content: NoticeContent, now: datetime, terms: Terms
) -> None:
    """Raise DomainError when this sponsor's own notice of the customer is open or too recent.

    Only his own are looked at, so the refusal tells nothing about others' (PROGRAMME.md §4).
    `terms.renewal_wait_days` are calendar days from the local day on which the last one ended.
    """
    for notice in _own_of_same_customer(partner_id, content):
        if _is_open(notice, now):
            raise DomainError(
                _("Your company has already notified this customer: %(reference)s.")
                % {"reference": notice.reference},
                field="legal_name",
                code="already_open",
            )
        again = local_date(_ended_at(notice)) + timedelta(days=terms.renewal_wait_days)
        if local_date(now) < again:
            raise DomainError(
                _(
                    "Your notice %(reference)s of this customer ended; send it again from %(day)s on."
                )
                % {"reference": notice.reference, "day": again.strftime("%d/%m/%Y")},
                field="legal_name",
                code="too_soon",
            )


def _own_of_same_customer(partner_id: int, content: NoticeContent) -> Iterable[Notice]:
    by_name = Q(prospect__name_key__startswith=name_key(content.legal_name)) & Q(
        prospect__province_id=content.province
    )
    same = by_name
    if content.cuit:
        # Two CUITs that differ are two customers, however alike the names.
        same = Q(prospect__cuit=content.cuit) | (by_name & Q(prospect__cuit=""))
    rows = Notice.objects.filter(same, partner_id=partner_id).exclude(status=NoticeStatus.DRAFT)
    wanted = name_key(content.legal_name)
    for notice in rows.select_related("prospect").order_by("-number"):
        assert notice.prospect is not None
        by_cuit = bool(content.cuit) and notice.prospect.cuit == content.cuit
        if by_cuit or name_key(notice.prospect.legal_name) == wanted:
            yield notice


def _is_open(notice: Notice, now: datetime) -> bool:
    assert notice.due_at is not None
    if notice.status == NoticeStatus.SUBMITTED:
        return now < notice.due_at
    if notice.status != NoticeStatus.ACCEPTED:
        return False
    until = notice.protected_until_date
    return until is None or local_date(now) < until


def _ended_at(notice: Notice) -> datetime:
    ended = notice.withdrawn_at or notice.due_at
    if notice.status == NoticeStatus.DECLINED:
        ended = notice.decided_at
    assert ended is not None
    return ended
