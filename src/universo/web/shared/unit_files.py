"""Files of demonstration units on both sites: photos, and the notes of both ends of a loan as PDF."""

from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from universo.benefits.units import queries
from universo.benefits.units.photos import read_photo
from universo.pdf import render as render_pdf
from universo.web.shared import formatting
from universo.web.shared.access import actor_of
from universo.web.shared.unit_words import ENDS, note_title


def photo_answer(request: HttpRequest, photo_id: int) -> HttpResponse:
    """Give a photo to whoever may see its loan: a picture by its bytes, never anything else."""
    found = queries.photo(actor_of(request), photo_id)
    content = read_photo(found.stored_name)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=found.content_type)
    response["Content-Disposition"] = f'inline; filename="{found.stored_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def note_answer(request: HttpRequest, loan_id: int, end: str) -> HttpResponse:
    """Give the note of one end of a loan; 404 while that end has not come."""
    found = queries.loan(actor_of(request), loan_id)
    wanted = ENDS.get(end)
    came = found.dispatched_date if wanted == "DISPATCH" else found.condition_in
    if wanted is None or not came:
        raise Http404
    made = render_pdf("loan_note", note_sheet(found, wanted))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{end}-{found.reference}.pdf"'
    return response


def note_sheet(loan: Any, end: str) -> dict[str, Any]:
    """Return the data of the PDF template `loan_note`, sentences included."""
    url = f"{settings.PUBLIC_URL}{reverse('loan_door', args=[loan.uid])}"
    leaves = end == "DISPATCH"
    photos = [one for one in loan.photos.all() if one.end == end]
    parties = (_("Handed over by"), _("Received by"))
    return {
        "lang": "es",
        "title": f"{note_title(end)} {loan.reference}",
        "heading": note_title(end),
        "reference": loan.reference,
        "blocks": [
            {"title": _("Unit"), "rows": _pairs(_unit_pairs(loan, leaves))},
            {"title": _("Loan"), "rows": _pairs(_loan_pairs(loan, leaves))},
        ],
        "signatures": [*parties],
        "qr": segno.make(url, error="m", micro=False).svg_inline(border=0, dark="#10142e", scale=4),
        "qr_alt": _("QR code of the page of this loan"),
        "verify_label": _("This loan, as it stands, at"),
        "verify_url": url,
        "proofs": [[_("SHA-256 of a photo"), one.sha256] for one in photos],
        "foot": _(
            "The unit is Hasar's and is lent for demonstrations. This note does not replace the"
            " documents that goods in transit must carry."
        ),
    }


def _unit_pairs(loan: Any, leaves: bool) -> list[tuple[str, Any]]:
    unit = loan.unit
    condition = loan.get_condition_out_display() if leaves else loan.get_condition_in_display()
    return [
        (_("Model"), f"{loan.product.name} ({loan.product.code})"),
        (_("Serial number"), unit.serial),
        (_("What goes with it"), unit.contents),
        (_("Condition"), condition),
        (_("Remarks"), loan.note_out if leaves else loan.note_in),
    ]


def _loan_pairs(loan: Any, leaves: bool) -> list[tuple[str, Any]]:
    by = loan.dispatched_by if leaves else loan.ended_by
    pairs = [
        (_("Partner"), loan.partner.legal_name),
        (_("CUIT"), formatting.cuit(loan.partner.cuit)),
        (_("What for"), loan.purpose),
        (_("Handed over on"), formatting.day(loan.dispatched_date)),
        (_("To be back by"), formatting.long_day(loan.due_date, year=True)),
    ]
    if not leaves:
        pairs.append((_("Given back on"), formatting.day(loan.ended_date)))
    return [*pairs, (_("For Hasar"), by.full_name if by else "")]


def _pairs(rows: list[tuple[str, Any]]) -> list[list[str]]:
    return [[str(term), str(value)] for term, value in rows if value]
