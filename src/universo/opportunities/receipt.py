"""The receipt of a notice: canonical content, hash, signature, and the proof of all three."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from universo import receipts_crypto
from universo.audit.models import JournalEntry
from universo.audit.operations import chain_hash
from universo.opportunities.models import Notice, SigningKey

JOURNAL_KIND = "opportunities.notice"
SHORTEST_PREFIX = 16
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Genuine:
    """What the public page may say of a receipt, and nothing else."""

    reference: str
    received_at: datetime
    content_sha256: str
    signature: str
    key_id: str


def exact(instant: datetime) -> str:
    """Return an aware instant in UTC with its microseconds: `2026-11-23T13:32:05.123456Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_salt() -> str:
    """Return a salt nobody can guess, for the commitment to personal data."""
    return secrets.token_hex(32)


def canonical(data: Mapping[str, Any]) -> str:
    """Return `data` as JSON in one form only: sorted keys, no blanks, UTF-8 as it is."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def commitment(salt: str, personal: Mapping[str, Any]) -> str:
    """Return the salted hash that stands for personal data inside what is hashed (protocol 10)."""
    return hashlib.sha256(f"{salt}\n{canonical(personal)}".encode()).hexdigest()


def sha256_of(content: str) -> str:
    """Return the SHA-256 of a canonical content, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def signed_text(reference: str, received_at: datetime, content_sha256: str) -> str:
    """Return the text that the signature covers: number, instant in UTC and hash, with bars."""
    return f"{reference}|{exact(received_at)}|{content_sha256}"


def sign(reference: str, received_at: datetime, content_sha256: str) -> tuple[SigningKey, str]:
    """Sign a receipt with the installation's key, whose public half is stored at its first use."""
    signer = receipts_crypto.signer()
    key, _created = SigningKey.objects.get_or_create(
        key_id=signer.key_id,
        defaults={"public_pem": signer.public_pem, "created_at": received_at},
    )
    text = signed_text(reference, received_at, content_sha256)
    return key, signer.sign(text.encode())


def find_genuine(number: int, hash_prefix: str) -> Genuine | None:
    """Return the receipt with this number whose hash begins so, if everything about it holds.

    The row, the content, the signature and the journal must all agree; None does not tell which
    did not. At least 16 hexadecimal digits are asked for, so that nobody tries them all.
    """
    prefix = "".join(hash_prefix.split()).lower()
    if not SHORTEST_PREFIX <= len(prefix) <= 64 or not _HEX.issuperset(prefix):
        return None
    if not 0 < number < 2**63:
        return None
    notice = (
        Notice.objects.select_related("signing_key")
        .filter(number=number, content_sha256__startswith=prefix)
        .first()
    )
    if notice is None or not is_genuine(notice):
        return None
    assert notice.received_at is not None
    assert notice.signing_key is not None
    return Genuine(
        notice.reference,
        notice.received_at,
        notice.content_sha256,
        notice.signature,
        notice.signing_key.key_id,
    )


def is_genuine(notice: Notice) -> bool:
    """Tell whether a sent notice's content, signature and journal entry all agree."""
    if notice.received_at is None or notice.signing_key is None:
        return False
    if notice.content and sha256_of(notice.content) != notice.content_sha256:
        return False
    text = signed_text(notice.reference, notice.received_at, notice.content_sha256)
    key = notice.signing_key
    if not receipts_crypto.verify(key.public_pem, text.encode(), notice.signature):
        return False
    return _in_journal(notice)


def _in_journal(notice: Notice) -> bool:
    if notice.number is None:
        return False
    entry = JournalEntry.objects.filter(pk=notice.number).first()
    if entry is None:
        return False
    facts = (notice.pk, notice.received_at, notice.content_sha256, JOURNAL_KIND)
    if (entry.subject_id, entry.at, entry.content_sha256, entry.kind) != facts:
        return False
    digest = chain_hash(
        entry.previous_hash,
        entry.sequence,
        entry.at,
        entry.kind,
        entry.subject_id,
        entry.content_sha256,
    )
    return digest == entry.entry_hash


def public_keys() -> list[SigningKey]:
    """Return the public halves of all keys that signed receipts, the newest first."""
    return list(SigningKey.objects.order_by("-created_at"))


def signature_file(signature: str) -> bytes:
    """Return the bytes of a base64 signature, as tools for checking it offline want them."""
    return base64.b64decode(signature)
