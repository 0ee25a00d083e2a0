"""Sending what was enqueued. At least once; a mail already sent is not sent again."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from universo.notifications.models import Mail

RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="notifications.deliver", queue="mail", retry=RETRY)
def deliver(mail_id: int) -> None:
    """Send one mail; a failure is kept with the mail and tried again later by the queue."""
    with transaction.atomic():
        mail = Mail.objects.select_for_update(skip_locked=True).filter(pk=mail_id).first()
        if mail is None or mail.sent_at is not None:
            return
    Mail.objects.filter(pk=mail_id).update(attempts=F("attempts") + 1)
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.recipient],
        headers={"Message-ID": f"<{mail.pk}.{mail.key}@universo>"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except Exception as error:
        Mail.objects.filter(pk=mail_id).update(last_error=type(error).__name__[:300])
        raise
    Mail.objects.filter(pk=mail_id).update(sent_at=timezone.now(), last_error="")
