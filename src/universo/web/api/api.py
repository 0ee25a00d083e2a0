"""The API: its operations, its refusals, and the rule that each address declares."""

from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI

from universo.web.api import customers, imports, refusals

api = NinjaAPI(
    title="Universo Hasar",
    version="1.0.0",
    description=_("Known customers by program: read them, write them, load whole lists."),
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)
api.add_router("", customers.router)
api.add_router("", imports.router)
refusals.listen(api)
