"""Programs that use the API with a key of somebody of the cast."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from universo.identity.actor import Actor
from universo.identity.models import ApiToken, User
from universo.identity.roles import Scope
from universo.identity.tokens import SHOWN, digest_of, new_secret

URL = "/api/v1/customers"


class Program:
    """Sends requests with a key, and keeps the key."""

    def __init__(self, secret: str = "") -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the answer; a body that is not bytes goes as JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            named.setdefault("Authorization", f"Bearer {self.secret}")
        kind = named.pop("Content-Type", "application/json")
        given = {} if body is None else {"data": body, "content_type": kind}
        return getattr(self.client, method.lower())(path, headers=named, **given)

    def get(self, path: str = URL, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("PUT", path, body, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)


def make_key(actor: Actor, *scopes: str, **changes: Any) -> str:
    """Store a key of this person and return its secret."""
    secret, now = new_secret(), timezone.now()
    ApiToken.objects.create(
        **{
            "user": User.objects.get(pk=actor.user_id),
            "name": "Prueba",
            "prefix": secret[:SHOWN],
            "secret_sha256": digest_of(secret),
            "scopes": list(scopes or Scope.values),
            "created_at": now,
            "expires_at": now + timedelta(days=30),
            **changes,
        }
    )
    return secret
