"""The timeline of what people did, and the journal that orders receipts. Rows are only added (triggers)."""

from django.db import models

from universo.identity.models import User


class Event(models.Model):
    """One line of the timeline: who did what to which record, when and why."""

    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=160)
    name = models.CharField(max_length=80)  # "opportunities.notice.accepted"
    subject_kind = models.CharField(max_length=32)  # "notice", "partner", "document" …
    subject_id = models.BigIntegerField()
    # True: people of the partner who owns the subject may read the line; False: only Hasar's people.
    partner_may_read = models.BooleanField(default=False)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "at"])]
        ordering = ["at", "id"]


class JournalHead(models.Model):
    """The single locked row from which sequence, instant and chain go on (RELIABILITY.md, protocol 1)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_sequence = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)
    last_hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]


class JournalEntry(models.Model):
    """An entry of the hash-chained journal: `entry_hash` covers all fields and the previous hash."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    content_sha256 = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
