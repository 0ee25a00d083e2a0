"""Addresses of the API. Whom an operation lets in is its `BearerKey`'s business, not a session's."""

from typing import Any

from django.urls import path

from universo.web.api.api import api
from universo.web.api.views import docs, document
from universo.web.shared.access import Access
from universo.web.shared.uploads import large_upload

BEARER = Access("the operation's key", lambda actor, method: True, anonymous=True)
_operations: list[Any] = api.urls[0]
for _pattern in _operations:
    BEARER(_pattern.callback)
    if _pattern.name == "create_import":
        large_upload(_pattern.callback)

app_name = "api"
urlpatterns = [
    path("docs", docs, name="docs"),
    path("openapi.json", document, name="openapi"),
    *_operations,
]
