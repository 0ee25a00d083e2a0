"""Who asks, by the key in the request; and what a request must show before its body is read."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.roles import Scope
from universo.identity.tokens import live_token, mark_used
from universo.partners.actors import actor_for
from universo.web.api import limits
from universo.web.api.problems import Problem
from universo.web.shared.access import Access

JSON = ("application/json",)


class BearerKey(HttpBearer):
    """The rule of an operation: a key that works, made for `scope`, of a person whom `rule` lets in.

    Whom it does not let in finds nothing (404), as on pages; a key without the scope is told so,
    since that says nothing of what is stored. `media` are the body's formats, empty for none.
    """

    def __init__(self, scope: Scope, rule: Access, media: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.scope, self.rule, self.media = scope, rule, media

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the Actor of the key; None for one that does not work (401)."""
        wait = limits.wait_after_wrong_keys(request)
        if wait:
            raise Problem("rate", wait=wait)
        actor = actor_of_key(token)
        if actor is None:
            limits.count_wrong_key(request)
            return None
        if not actor.within(self.scope):
            raise Problem("scope", self.scope)
        if not self.rule.allows(actor, request.method or "GET"):
            raise Problem("not-found")
        if self.media and request.content_type not in self.media:
            raise Problem("media-type", ", ".join(self.media))
        request.actor = actor  # type: ignore[attr-defined]
        return actor


def actor_of_key(secret: str) -> Actor | None:
    """Return the person behind a key with his rights of today, narrowed to the key's scopes."""
    now = timezone.now()
    found = live_token(secret.strip(), now)
    if found is None:
        return None
    actor = actor_for(found.user, local_date(now))
    if actor.user_id is None:
        return None
    mark_used(found, now)
    return replace(actor, scopes=frozenset(found.scopes))


def key_of(operation: Any) -> BearerKey | None:
    """Return the rule that an operation declares; None when it declares none."""
    keys = [each for each in operation.auth_callbacks if isinstance(each, BearerKey)]
    return keys[0] if len(keys) == 1 == len(operation.auth_callbacks) else None
