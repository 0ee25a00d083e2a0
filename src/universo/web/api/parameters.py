"""The parameters that operations share, as the OpenAPI document tells them."""

from typing import Any

from django.utils.translation import gettext_noop as _
from ninja.params.functions import Header, Path, Query

from universo.customers.by_code import CURRENT

OWN_SOURCE = "API"  # where rows go that name no source
OWNER: Any = Query(
    "",
    max_length=12,
    description=_("Whose list: «hasar» or a partner's number. Without it, your own."),
)
SOURCE: Any = Query(
    OWN_SOURCE,
    max_length=80,
    description=_("The source that the codes belong to; made at its first use."),
)
SINCE: Any = Query(
    None, description=_("Only those that came on the list at this instant or later.")
)
CODE: Any = Path(..., max_length=200, description=_("Your code of the customer."))
ONLY_SOURCE: Any = Query(None, max_length=80, description=_("Only of this source."))
CUIT: Any = Query("", max_length=20, description=_("Only with this CUIT."))
STATE: Any = Query(CURRENT, description=_("Customers of today, former ones, or both."))
LIMIT: Any = Query(100, ge=1, le=500, description=_("How many at a time."))
CURSOR: Any = Query("", max_length=60, description=_("«next_cursor» of the answer before."))
CLIENT_KEY: Any = Header(
    "",
    alias="Idempotency-Key",
    max_length=100,
    pattern="^[!-~]*$",
    description=_("Your own id of this request: sent again, it gets the first answer again."),
)
IMPORT: Any = Path(..., ge=1, le=2**63 - 1, description=_("The number of the import."))
