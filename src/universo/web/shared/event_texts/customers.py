"""How the timeline tells of the files that bring the lists of known customers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "customers.import.received": _("%(actor)s uploaded the file of customers %(file)s."),
    "customers.import.confirmed": _(
        "%(actor)s confirmed %(file)s of %(source)s: %(new)s new, %(changed)s changed."
    ),
    "customers.import.applied": _(
        "%(file)s of %(source)s was stored: %(new)s new, %(changed)s changed, %(retired)s retired,"
        " %(rejected)s left out."
    ),
    "customers.import.stopped": _("%(actor)s stopped the import of %(file)s."),
    "customers.import.discarded": _("%(actor)s discarded the file of customers %(file)s."),
}
