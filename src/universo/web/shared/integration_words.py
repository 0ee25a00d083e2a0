"""How integrations and their certification look; giving a file of evidence (R-1)."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from universo.benefits.integrations.choices import CertificationStatus
from universo.benefits.integrations.files import read_file

_LOOKS = {
    CertificationStatus.REQUESTED: ("warn", "hourglass"),
    CertificationStatus.CERTIFIED: ("ok", "badge-check"),
    CertificationStatus.DECLINED: ("bad", "x"),
    CertificationStatus.REVOKED: ("bad", "ban"),
}


def look_of(found: Any, day: date) -> dict[str, Any]:
    """Return a certification with the words and colour of its state on a local day."""
    tone, icon = _LOOKS[CertificationStatus(found.status)]
    state = str(found.get_status_display())
    if found.status == CertificationStatus.CERTIFIED and not found.in_force(day):
        tone, icon, state = "neutral", "clock", _("Expired")
    points = [(text, place in found.passed) for place, text in enumerate(found.checklist.points)]
    return {
        "certification": found,
        "state": state,
        "tone": tone,
        "icon": icon,
        "points": points,
        "decided": found.decided_at is not None,
    }


def row_of(found: Any, day: date) -> dict[str, Any]:
    """Return an integration with its versions, the last asked for first."""
    versions = [look_of(one, day) for one in found.certifications.all()]
    in_force = next((one for one in versions if one["certification"].in_force(day)), None)
    waits = any(one["certification"].status == CertificationStatus.REQUESTED for one in versions)
    return {
        "integration": found,
        "versions": versions,
        "best": in_force or (versions[0] if versions else None),
        "waits": waits,
    }


def evidence_answer(found: Any) -> HttpResponse:
    """Give a file as an attachment, never shown in a page; 404 when the folder lost it."""
    content = read_file(found.stored_name)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=found.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
