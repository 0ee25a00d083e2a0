"""What the timeline says about the keys of the API."""

from django.utils.translation import gettext_lazy as _

from universo.identity.roles import Scope

WORDS = dict(Scope.choices)
TEXTS = {
    "identity.token.made": _("%(actor)s made the API key «%(key)s» (%(prefix)s…): %(scopes)s."),
    "identity.token.revoked": _(
        "%(actor)s revoked the API key «%(key)s» (%(prefix)s…) of %(who)s."
    ),
}
