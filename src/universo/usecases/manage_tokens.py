"""Keys of the API are made and revoked by administrators; each is told on the timeline."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.identity.models import ApiToken, User
from universo.identity.tokens import SHOWN, digest_of, live_tokens_of, new_secret
from universo.partners import api_tokens

DAYS = (30, 90, 365)  # how long a key may work
MOST = 20  # keys of one person that work at once
NAME_SIZE = 80


@transaction.atomic
def make_token(
    *, actor: Actor, now: datetime, name: str, scopes: Iterable[str], days: int
) -> tuple[ApiToken, str]:
    """Make a key for oneself and return it with its secret, which is never seen again.

    Raises NotPermitted for whoever may make none, InvalidInput by field, Conflict at MOST keys.
    """
    offered = [str(scope) for scope in api_tokens.scopes_for(actor)]
    if not offered or actor.user_id is None:
        raise NotPermitted("")
    title, wanted = " ".join(name.split()), set(scopes)
    _check(title, wanted, offered, days)
    owner = User.objects.select_for_update().get(
        pk=actor.user_id
    )  # two at once: one after the other
    if live_tokens_of(owner, now) >= MOST:
        raise Conflict(_("You have %(count)d keys that work: revoke one first.") % {"count": MOST})
    secret = new_secret()
    made = ApiToken.objects.create(
        user=owner,
        name=title,
        prefix=secret[:SHOWN],
        secret_sha256=digest_of(secret),
        scopes=[scope for scope in offered if scope in wanted],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _tell(actor, now, made, "identity.token.made")
    return made, secret


@transaction.atomic
def revoke_token(*, actor: Actor, now: datetime, token_id: int) -> ApiToken:
    """End a key at once. Raises NotPermitted when it is out of sight, Conflict when it ended already."""
    if actor.scopes is not None or not api_tokens.scopes_for(actor):
        raise NotPermitted("")
    found = api_tokens.token(actor, token_id)
    rows = ApiToken.objects.filter(pk=found.pk, revoked_at__isnull=True)
    if not rows.update(revoked_at=now, revoked_by_id=actor.user_id):
        raise Conflict(_("This key was revoked already."))
    _tell(actor, now, found, "identity.token.revoked")
    return found


def _check(title: str, wanted: set[str], offered: list[str], days: int) -> None:
    errors: dict[str, list[object]] = {}
    if not 3 <= len(title) <= NAME_SIZE or "\0" in title:
        errors["name"] = [_("Name the program that will use it, in 3 to 80 characters.")]
    if not wanted or not wanted <= set(offered):
        errors["scopes"] = [_("Choose at least one of the list.")]
    if days not in DAYS:
        errors["days"] = [_("Choose one of the list.")]
    if errors:
        raise InvalidInput(errors)


def _tell(actor: Actor, now: datetime, token: ApiToken, name: str) -> None:
    """Tell it on the timeline of the partner, or of the person of Hasar, whose key it is."""
    partner = api_tokens.partner_of(token)
    record(
        actor=actor,
        now=now,
        name=name,
        subject_kind="partner" if partner else "user",
        subject_id=partner[0] if partner else token.user_id,
        partner_may_read=partner is not None,
        key=token.name,
        prefix=token.prefix,
        who=token.user.full_name,
        scopes=list(token.scopes),
    )
