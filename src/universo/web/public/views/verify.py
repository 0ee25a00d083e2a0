"""Anybody may check that a receipt or a statement is genuine; nothing else of it is told."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from universo.opportunities.receipt import Genuine, exact, find_genuine, public_keys, signed_text
from universo.receipts_crypto import signer
from universo.rewards.statement_seal import find_genuine as find_statement
from universo.web.shared.access import PUBLIC
from universo.web.shared.formatting import instant
from universo.web.shared.rate_limit import allowed, too_many

_NUMBER = re.compile(r"(?:OP-?)?0*([0-9]{1,15})", re.IGNORECASE)
_STATEMENT = re.compile(r"LIQ-?0*([0-9]{1,9})", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-f]{16,64}", re.IGNORECASE)
TRIES_PER_HOUR = 240
HOUR_SECONDS = 3600


@PUBLIC
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """Number and hash typed by hand; complete, they lead to the answer's own address."""
    number, prefix = request.GET.get("numero", ""), request.GET.get("hash", "")
    context: dict[str, Any] = {"number": number.strip()[:40], "prefix": prefix.strip()[:80]}
    if not (number or prefix):
        return render(request, "public/verify/form.html", context)
    found = _NUMBER.fullmatch(number.strip())
    statement = _STATEMENT.fullmatch(number.strip())
    bare = "".join(prefix.split())
    context["number_wrong"] = found is None and statement is None
    context["prefix_wrong"] = _HASH.fullmatch(bare) is None
    if context["number_wrong"] or context["prefix_wrong"]:
        return render(request, "public/verify/form.html", context, status=422)
    shown = found.group(1) if found else f"LIQ-{int(statement[1]):06d}" if statement else ""
    address = reverse("public:verify_receipt", args=[shown, bare.lower()])
    return HttpResponseRedirect(address)


@PUBLIC
@never_cache
@require_safe
def receipt(request: HttpRequest, number: str, prefix: str) -> HttpResponse:
    """Genuine, or "does not match": why it does not is not told."""
    if not allowed(request, "verify", times=TRIES_PER_HOUR, seconds=HOUR_SECONDS):
        return too_many(request)
    if (told := _STATEMENT.fullmatch(number.strip())) is not None:
        return _statement(request, int(told[1]), prefix)
    read = _NUMBER.fullmatch(number.strip())
    found = find_genuine(int(read.group(1)), prefix) if read else None
    context: dict[str, Any] = {"found": found, "number": number[:40], "prefix": prefix[:80]}
    if found is not None:
        context.update(_shown(found))
    return render(request, "public/verify/result.html", context, status=200 if found else 404)


def _statement(request: HttpRequest, number: int, prefix: str) -> HttpResponse:
    """A statement's number, partner and total, to whoever holds its hash; or "does not match"."""
    found = find_statement(number, prefix)
    context: dict[str, Any] = {
        "found": found,
        "is_statement": True,
        "number": f"LIQ-{number:06d}",
        "prefix": prefix[:80],
        "instant": instant(found.closed_at, seconds=True) if found else "",
        "instant_utc": exact(found.closed_at) if found else "",
        "signed_text": found.signed_text if found else "",
    }
    return render(request, "public/verify/result.html", context, status=200 if found else 404)


def _shown(found: Genuine) -> dict[str, Any]:
    local = f"{instant(found.received_at, seconds=True)},{found.received_at:%f}"
    return {
        "instant": local,
        "instant_utc": exact(found.received_at),
        "signed_text": signed_text(found.reference, found.received_at, found.content_sha256),
    }


@PUBLIC
@require_safe
def current_key(request: HttpRequest) -> HttpResponse:
    """The public half of the key that signs today's receipts."""
    return _pem(signer().public_pem)


@PUBLIC
@require_safe
def key(request: HttpRequest, key_id: str) -> HttpResponse:
    """The public half of the key with this name: old receipts stay verifiable."""
    pem = next((row.public_pem for row in public_keys() if row.key_id == key_id), None)
    if pem is None:
        raise Http404
    return _pem(pem)


def _pem(text: str) -> HttpResponse:
    return HttpResponse(text.encode("ascii"), content_type="application/x-pem-file")
