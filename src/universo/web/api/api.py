"""The API: its operations, its refusals, and the rule that each address declares."""

from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from universo.web.api import collections, customers, documents, imports, refusals, waiting


class PlainJSON(JSONRenderer):
    """Spanish as it is written, without escapes."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Universo Hasar",
    version="1.0.0",
    description=_(
        "Known customers by program: read them, write them, load whole lists. And for finance: invoices,"
        " notes and collections."
    ),
    urls_namespace="api",
    renderer=PlainJSON(),
    openapi_url=None,
    docs_url=None,
)
api.add_router("", customers.router)
api.add_router("", imports.router)
api.add_router("", documents.router)
api.add_router("", collections.router)
api.add_router("", waiting.router)
refusals.listen(api)
