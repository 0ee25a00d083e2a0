"""Where the pages of known customers hang: a site, and the owner of the list that is kept there."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Place:
    """A site's namespace and the owner of its list; `with_owners` where all lists are seen."""

    site: str
    owner_id: int | None
    with_owners: bool = False

    def url(self, name: str, *args: int) -> str:
        """Return the address of one of the pages."""
        return reverse(f"{self.site}:{name}", args=args)

    def context(self) -> dict[str, Any]:
        """Return the addresses that every page of the lists links to."""
        return {
            "list_url": self.url("customers"),
            "list_label": _("My customers") if self.site == "portal" else _("Known customers"),
            "add_url": self.url("customer_add"),
            "import_url": self.url("customer_imports"),
            "base_url": self.url("customer_base"),
            "import_name": f"{self.site}:customer_import",
            "rejects_name": f"{self.site}:customer_rejects",
            "source_name": f"{self.site}:customer_source",
            "is_portal": self.site == "portal",
        }
