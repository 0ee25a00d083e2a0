"""The web server's entry point."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """A request read as UTF-8, whatever charset it states: `ReadableMiddleware` refuses others.

    Django's own would read the address in that charset at once, and fail where nobody catches it.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(
            meta.get("CONTENT_TYPE", "")
        )


class Application(WSGIHandler):
    """Django's handler, for such requests."""

    request_class = Request


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "universo.settings")
django.setup(set_prefix=False)
application = Application()
