"""The two pages of the API: its document for programs and its reference for people."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from universo.web.api.document import openapi
from universo.web.api.reference import reference
from universo.web.shared.access import PUBLIC


@PUBLIC
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document."""
    return JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})


@PUBLIC
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The reference: every operation with its parameters, its answers and an example."""
    return render(request, "api/docs.html", reference(request.build_absolute_uri("/").rstrip("/")))
