"""Pieces of co-branded material as files: PDF, and PNG for previews and social networks."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from universo.benefits.support import logos
from universo.pdf import picture, render

PPI = {"FLYER_A4": 60, "FLYER_A5": 84, "SOCIAL": 36}  # of a preview: some 500 pixels wide
SOCIAL_PPI = 72  # 1,080 pixels on each side


def piece(template: Any, partner: str, brand: Any, line: str) -> dict[str, Any]:
    """Return the data of the template `cobrand`; without a brand, only what is Hasar's."""
    logo = logos.read(brand.logo_name) if brand else None
    contact = [brand.contact, brand.phone, brand.email, brand.website] if brand else []
    return {
        "lang": (get_language() or "es")[:2],
        "title": template.headline,
        "layout": template.layout,
        "colour": template.colour,
        "headline": template.headline,
        "product": template.product.name if template.product else "",
        "line": line,
        "body": template.body,
        "points": template.points.splitlines(),
        "partner": partner,
        "contact": " · ".join(part for part in contact if part),
        "logo": list(logo or b""),
    }


def preview_answer(data: dict[str, Any]) -> HttpResponse:
    """Answer a small picture of a piece."""
    return _answer(picture("cobrand", data, ppi=PPI[data["layout"]]), "image/png", "")


def file_answer(data: dict[str, Any], kind: str, name: str) -> HttpResponse:
    """Answer a piece to be kept: `pdf`, or `png` in the size of social networks."""
    if kind == "pdf":
        return _answer(render("cobrand", data), "application/pdf", f"{name}.pdf")
    ppi = SOCIAL_PPI if data["layout"] == "SOCIAL" else 150
    return _answer(picture("cobrand", data, ppi=ppi), "image/png", f"{name}.png")


def _answer(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
