"""The key that signs receipts (Ed25519), made at first use and kept beside the secrets."""

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

KEY_ID_SIZE = 16


class BadKey(RuntimeError):
    """The key file does not hold an Ed25519 private key."""


@dataclass(frozen=True, slots=True)
class Signer:
    """The key in use: its short name, its public half (PEM) and the act of signing."""

    key_id: str
    public_pem: str
    _private: Ed25519PrivateKey

    def sign(self, message: bytes) -> str:
        """Return the signature of `message` in base64."""
        return base64.b64encode(self._private.sign(message)).decode("ascii")


def signer() -> Signer:
    """Return the installation's signing key, making its file (mode 0600) when there is none.

    Raises BadKey when the file holds something else, OSError when it cannot be read or made.
    """
    return _load(Path(settings.RECEIPT_KEY_FILE))


@lru_cache(maxsize=4)
def _load(path: Path) -> Signer:
    if not path.exists():
        _create(path)
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise BadKey(f"{path.name} holds no readable key") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise BadKey(f"{path.name} holds another kind of key")
    public = private.public_key()
    return Signer(_key_id(public), _pem(public), private)


def _create(path: Path) -> None:
    """Write a new key whole or not at all; of several processes that start at once, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(pem)
            handle.flush()
            os.fsync(handle.fileno())
        # A link fails where the name is taken, so a key once used is never replaced.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _pem(public: Ed25519PublicKey) -> str:
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")


def _key_id(public: Ed25519PublicKey) -> str:
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:KEY_ID_SIZE]


def verify(public_pem: str, message: bytes, signature: str) -> bool:
    """Tell whether `signature` (base64) is that of `message` by the key with this public half."""
    try:
        public = serialization.load_pem_public_key(public_pem.encode("ascii"))
        if not isinstance(public, Ed25519PublicKey):
            return False
        public.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        return False
    return True
