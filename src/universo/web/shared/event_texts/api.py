"""What the timeline says about the keys of the API, and of what only programs do."""

from django.utils.translation import gettext_lazy as _

from universo.identity.roles import Scope

WORDS = dict(Scope.choices)
TEXTS = {
    "customers.batch.stored": _(
        "%(actor)s sent customers by program: %(new)s new, %(changed)s changed, %(same)s as they were,"
        " %(rejected)s left out."
    ),
    "customers.customer.retired": _("%(actor)s noted that %(customer)s is no customer any more."),
    "identity.token.made": _("%(actor)s made the API key «%(key)s» (%(prefix)s…): %(scopes)s."),
    "identity.token.revoked": _(
        "%(actor)s revoked the API key «%(key)s» (%(prefix)s…) of %(who)s."
    ),
}
