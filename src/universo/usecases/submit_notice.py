"""A sponsor notifies an opportunity formally, in writing, and gets its receipt (R-7).

RELIABILITY.md, protocols 1, 2, 3, 5 and 7: the customer's lock first, then the checks, then the
head of the journal, which gives number and instant together; the search for duplicates is a job, so
the answer is the same whatever it will find.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from universo.audit.operations import lock_journal, record
from universo.domain.decision_clock import local_date
from universo.errors import Conflict, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.notifications.operations import enqueue_mail
from universo.opportunities.clients import client_keys, lock_clients, refuse_repeated
from universo.opportunities.intake import NoticeContent, current_offer, read_notice
from universo.opportunities.models import Notice, NoticeStatus
from universo.opportunities.operations import require_sponsor, store_draft
from universo.opportunities.queries import meter_of
from universo.opportunities.sending import Sender, find_sender, fix_notice, stamp_for
from universo.opportunities.typed import same_body
from universo.timekeeping import Clock

EVALUATE = "evaluation.evaluate_notice"
EXECUTIVE_PAGES = ("backoffice:notice_detail", "backoffice:notice", "backoffice:queue")


def submit_notice(*, actor: Actor, clock: Clock, uid: UUID, data: dict[str, Any]) -> Notice:
    """Send a notice; the same `uid` with the same body gives the same notice for ever (protocol 5).

    Raises NotPermitted (not a sponsor, or somebody else's), InvalidInput with sentences by field,
    DomainError (no executive; own notice of the customer open or too recent), Conflict when another
    body came under this `uid`; OperationalError when the database is too busy (web: 503).
    """
    partner_id, _user_id = require_sponsor(actor)
    already = _already_sent(partner_id, uid, data)
    if already is not None:
        return already
    content = read_notice(data, current_offer())
    with transaction.atomic():
        lock_clients([f"uid:{uid}", *client_keys(content)])
        already = _already_sent(partner_id, uid, data)
        if already is not None:
            return already
        return _send(actor, lambda: clock().astimezone(UTC), uid, data, content)


def _already_sent(partner_id: int, uid: UUID, data: dict[str, Any]) -> Notice | None:
    found = Notice.objects.filter(uid=uid).first()
    if found is None:
        return None
    if found.partner_id != partner_id:
        raise NotPermitted(_("That notice does not exist."))
    if found.status == NoticeStatus.DRAFT:
        return None
    if not same_body(found.draft, data):
        raise Conflict(
            _("From this page %(reference)s was already sent with other data; it stays as it is.")
            % {"reference": found.reference}
        )
    return found


def _send(
    actor: Actor, clock: Clock, uid: UUID, data: dict[str, Any], content: NoticeContent
) -> Notice:
    sender = find_sender(actor, content, local_date(clock()))
    assert actor.partner_id is not None
    number, at = lock_journal(clock)
    stamp = stamp_for(number, at)
    refuse_repeated(partner_id=actor.partner_id, content=content, now=at, terms=stamp.terms)
    draft = store_draft(actor=actor, now=at, uid=uid, data=data)
    notice = fix_notice(notice=draft, actor=actor, sender=sender, content=content, stamp=stamp)
    record(
        actor=actor,
        now=at,
        name="opportunities.notice.submitted",
        subject_kind="notice",
        subject_id=notice.pk,
        partner_may_read=True,
        reference=notice.reference,
        executive=sender.partner.account_executive.full_name,  # type: ignore[union-attr]
        content_sha256=notice.content_sha256,
    )
    _mail_both(notice, sender, at)
    app.configure_task(EVALUATE).defer(notice_id=notice.pk)
    return notice


def _mail_both(notice: Notice, sender: Sender, now: datetime) -> None:
    executive = sender.partner.account_executive
    assert executive is not None
    _mail(notice, "notice_receipt", notice.author, now, _page("portal:notice_receipt", notice))
    pages = (_page(name, notice) for name in EXECUTIVE_PAGES)
    link = next((page for page in pages if page), "")
    _mail(notice, "notice_new", executive, now, link)


def _page(name: str, notice: Notice) -> str:
    for arguments in ([notice.pk], []):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return ""


def _mail(notice: Notice, template: str, to: User, now: datetime, link: str) -> None:
    with translation.override(to.language):
        meter = render_to_string("mail/notice_meter.html", {"meter": meter_of(notice, now)})
    enqueue_mail(
        key=f"{template}.{notice.pk}",
        to=to.email,
        template=template,
        context={
            "notice": notice,
            "person": to,
            # One paragraph between quotes: a sponsor's text must not turn into a button.
            "need": " ".join(notice.need.split()),
            "link": link,
            "meter_html": meter,
        },
        now=now,
        language=to.language,
    )
