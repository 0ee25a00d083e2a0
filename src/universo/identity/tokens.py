"""Keys of the API: made once, kept only as a hash, looked up by it."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from universo.identity.models import ApiToken, User

PREFIX = "universo_"
SHOWN = len(PREFIX) + 6  # how much of a secret stays readable, to tell keys apart
USED_EVERY = timedelta(minutes=1)  # how exactly the last use is kept
_FORM = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def new_secret() -> str:
    """Return a secret of 256 random bits behind a prefix that scanners of leaked keys can know."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return SHA-256, hexadecimal. Plain: 256 random bits leave nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def live_token(secret: str, now: datetime) -> ApiToken | None:
    """Return the key with this secret if it is neither revoked nor expired and its user is active."""
    if _FORM.fullmatch(secret) is None:
        return None
    return (
        ApiToken.objects.select_related("user")
        .filter(
            secret_sha256=digest_of(secret),
            revoked_at__isnull=True,
            expires_at__gt=now,
            user__is_active=True,
        )
        .first()
    )


def mark_used(token: ApiToken, now: datetime) -> None:
    """Keep when a key was last used, to the minute: not a write for each request."""
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def live_tokens_of(user: User, now: datetime) -> int:
    """Return how many keys of this person work."""
    return ApiToken.objects.filter(user=user, revoked_at__isnull=True, expires_at__gt=now).count()
