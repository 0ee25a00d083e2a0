"""What leaves the process: mails, enqueued in the transaction of the fact that causes them."""

from django.db import models


class Mail(models.Model):
    """A mail to one person about one event; sent at least once, with a stable id (protocol 8)."""

    key = models.CharField(max_length=160)
    recipient = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "recipient"], name="notifications_mail_once")
        ]
        indexes = [models.Index(fields=["recipient", "created_at"])]
