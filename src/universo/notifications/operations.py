"""Enqueueing mail in the transaction of the fact that causes it (RELIABILITY.md, protocol 8)."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils import timezone

from universo.notifications.models import Mail
from universo.notifications.rendering import render_mail


def enqueue_mail(
    *,
    key: str,
    to: str,
    template: str,
    context: dict[str, Any],
    now: datetime,
    language: str = "es-ar",
) -> Mail:
    """Store a mail and the job that sends it; the same (key, recipient) again changes nothing.

    `template` names `mail/<template>.txt` (first line: the subject). `context` gets `public_url` for
    links; `meter_html` in it is the meter of a notice.
    """
    subject, text, html = render_mail(template, context, to, language)
    return _store(key, to, subject, text, html, now)


def enqueue_rendered(message: EmailMessage) -> None:
    """Store a mail that the sign-in library made (password, codes, second factor)."""
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(body) for body, kind in message.alternatives if kind == "text/html"), "")
    now = timezone.now()
    stamp = hashlib.sha256(f"{message.body}{now.isoformat()}".encode()).hexdigest()[:32]
    for recipient in message.to:
        subject = " ".join(str(message.subject).split())
        _store(f"account.{stamp}", recipient, subject, str(message.body), html, now)


def _store(key: str, to: str, subject: str, text: str, html: str, now: datetime) -> Mail:
    mail, created = Mail.objects.get_or_create(
        key=key,
        recipient=to.strip().lower(),
        defaults={"subject": subject[:200], "text": text, "html": html, "created_at": now},
    )
    if created:
        from universo.notifications.tasks import deliver

        deliver.defer(mail_id=mail.pk)
    return mail
