"""What was answered to a client's own key: a retry gets the first answer again (protocol 5)."""

import hashlib
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from universo.errors import Conflict
from universo.identity.models import ApiAnswer

KEEP = timedelta(days=400)  # a retry a year later still finds it


def lock_key(user_id: int, key: str) -> None:
    """Let one request at a time use a key: the first statement of its transaction (protocol 2)."""
    text = f"universo.answer:{user_id}:{key}".encode()
    number = int.from_bytes(hashlib.sha256(text).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def given_answer(user_id: int, key: str, request_sha256: str) -> str | None:
    """Return what was answered to this key; None for a new one.

    Raises Conflict when the key was used for another request.
    """
    found = ApiAnswer.objects.filter(user_id=user_id, key=key).first()
    if found is None:
        return None
    if found.request_sha256 != request_sha256:
        raise Conflict(_("This Idempotency-Key was used for another request."), code="key_reused")
    return found.answer


def keep_answer(*, user_id: int, key: str, request_sha256: str, answer: str, now: datetime) -> None:
    """Keep the answer, in the transaction of what it tells."""
    ApiAnswer.objects.create(
        user_id=user_id, key=key, request_sha256=request_sha256, answer=answer, at=now
    )


def forget_answers(now: datetime) -> int:
    """Delete answers older than KEEP; return how many."""
    return ApiAnswer.objects.filter(at__lt=now - KEEP).delete()[0]
