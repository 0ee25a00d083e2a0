"""Support in selling of the demo: funds, requests at each stage, a visit, templates and a piece."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from universo.benefits.support.cobrand_models import MaterialTemplate
from universo.benefits.support.keeping import Upload
from universo.benefits.support.models import SupportRequest
from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.demo.sales import ISSUER
from universo.domain.decision_clock import local_date
from universo.partners.actors import actor_for
from universo.program.models import Product
from universo.usecases import decide_support, prove_support
from universo.usecases.arrange_visit import VisitData, ask_visit, confirm_visit
from universo.usecases.ask_support import RequestData, save_request, submit_request
from universo.usecases.cobrand import (
    BrandData,
    TemplateData,
    keep_brand,
    keep_template,
    make_material,
)
from universo.usecases.keep_fund import GrantData, grant_support

Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]
PDF = b"%PDF-1.4\n% factura de prueba de la demo\n%%EOF\n"
FAIR: dict[str, Any] = {
    "kind": "EVENT",
    "title": "Stand en la Expo Comercio",
    "purpose": "Mostrar el punto de venta y el controlador a los comerciantes de la zona.",
    "place": "Predio La Rural, Buenos Aires",
    "lines": [("Alquiler del stand", 48_000_000), ("Folletos", 9_500_000)],
}
RADIO: dict[str, Any] = {
    "kind": "CAMPAIGN",
    "title": "Campaña de radio del cierre de año",
    "purpose": "Avisos a farmacias y supermercados sobre el recambio de controladores.",
    "place": "Radios de Tucumán y Salta",
    "lines": [("Tanda de treinta avisos", 36_000_000)],
}
ROAD: dict[str, Any] = {
    "kind": "EVENT",
    "title": "Jornadas itinerantes del NOA",
    "purpose": "Cinco jornadas con demostraciones en cámaras de comercio de cinco provincias.",
    "place": "NOA",
    "lines": [("Salones y sonido", 180_000_000), ("Traslado de equipos", 70_000_000)],
}
LEAFLET: dict[str, Any] = {
    "kind": "MATERIAL",
    "title": "Folletos para contadores",
    "purpose": "Que los estudios contables recomienden el sistema a los comercios que abren.",
    "place": "Estudios de la zona norte",
    "lines": [("Impresión de mil folletos", 12_000_000)],
}
TEMPLATES = (
    ("FLYER_A4", "BRAND", "Facture sin vueltas, venda más", "CF-100"),
    ("FLYER_A5", "DARK", "Su caja lista en el día", "TPV-15"),
    ("SOCIAL", "AMBER", "¿Abre su comercio? Empiece con todo", "CF-300"),
)


def support_steps(add: Add, moments: Moments) -> None:
    """Add the steps of the fund, its requests, the visit and the material."""
    add(moments.at(62, 10), _grant)
    add(moments.at(61, 10), _templates)
    add(moments.at(45, 10), _sent("sergio", FAIR, 3, 2))
    add(moments.at(44, 11), _approved(FAIR, 28_000_000))
    add(moments.at(36, 16), _proven("sergio", FAIR, {1: 48_000_000, 2: 9_120_050}))
    add(moments.at(2, 10), _verified(FAIR))
    add(moments.at(1, 10), _booked(FAIR))
    add(moments.at(7, 11), _sent("norma", RADIO, 9, 20))
    add(moments.at(6, 12), _approved(RADIO, 18_000_000))
    add(moments.at(4, 11), _sent("norma", ROAD, 30, 20))
    add(moments.at(3, 12), _approved(ROAD, 125_000_000))  # above the limit: waits for another
    add(moments.at(1, 12), _sent("lucia", LEAFLET, 12, 10))
    add(moments.at(5, 13), _visit)
    add(moments.at(10, 13), _piece)


def _grant(now: datetime) -> None:
    ids = [do.partner_person(key).partner_id or 0 for key in ("lucia", "sergio", "norma")]
    until = local_date(now) + timedelta(days=240)
    data = GrantData(ids, "ARS", 150_000_000, until, "Fondo de apoyo del semestre")
    grant_support(actor=do.colleague("adriana"), now=now, uid=do.uid("fund", 1), data=data)


def _sent(person: str, what: dict[str, Any], after: int, days: int) -> Act:
    def act(now: datetime) -> None:
        first = local_date(now) + timedelta(days=after)
        data = RequestData(
            from_date=first, to_date=first + timedelta(days=days), currency="ARS", **what
        )
        actor, uid = do.partner_person(person), do.uid("support", what["title"])
        made = save_request(actor=actor, now=now, uid=uid, data=data)
        submit_request(actor=actor, now=now, request_id=made.pk)

    return act


def _found(what: dict[str, Any]) -> int:
    return SupportRequest.objects.get(title=what["title"]).pk


def _approved(what: dict[str, Any], amount: int) -> Act:
    return lambda now: decide_support.approve_request(
        actor=do.colleague("adriana"), now=now, request_id=_found(what), amount_minor=amount
    )


def _proven(person: str, what: dict[str, Any], spent: dict[int, int]) -> Act:
    def act(now: datetime) -> None:
        proof = prove_support.Proof(
            "Atendimos a más de cien comerciantes y quedaron veinte visitas pedidas.",
            spent,
            {n: Upload(f"factura-{n}.pdf", PDF + bytes([n])) for n in spent},
            [Upload("stand.png", _picture((640, 420), "#2f4bcf"))],
        )
        prove_support.hand_in(
            actor=do.partner_person(person), now=now, request_id=_found(what), proof=proof
        )

    return act


def _verified(what: dict[str, Any]) -> Act:
    def act(now: datetime) -> None:
        lines = SupportRequest.objects.get(pk=_found(what)).lines.all()
        prove_support.verify_request(
            actor=do.colleague("adriana"), now=now, request_id=_found(what),
            accepted={line.position: line.spent_minor or 0 for line in lines},
        )  # fmt: skip

    return act


def _booked(what: dict[str, Any]) -> Act:
    return lambda now: prove_support.book_request(
        actor=do.colleague("felipe"), now=now, request_id=_found(what), billed_cuit=ISSUER
    )


def _visit(now: datetime) -> None:
    at = (now + timedelta(days=14)).replace(minute=0, second=0, microsecond=0)
    data = VisitData(
        customer="Bazar La Estrella", place="Av. Mitre 1200, Avellaneda",
        purpose="Mostrar el punto de venta al dueño y a su contador.", minutes=90,
        times=[at, at + timedelta(days=1)],
    )  # fmt: skip
    uid = do.uid("visit", 1)
    made = ask_visit(actor=do.partner_person("lucia"), now=now, uid=uid, data=data)
    executive = actor_for(made.executive)
    confirm_visit(actor=executive, now=now, visit_id=made.pk, begins_at=at)


def _templates(now: datetime) -> None:
    for layout, colour, headline, code in TEMPLATES:
        data = TemplateData(
            layout=layout, colour=colour, headline=headline,
            body="Equipos y sistemas Hasar con instalación, capacitación y soporte en su zona.",
            points="Puesta en marcha en el día\nSoporte telefónico\nCumple con ARCA",
            product_id=Product.objects.get(code=code).pk,
        )  # fmt: skip
        keep_template(actor=do.colleague("adriana"), now=now, data=data)


def _piece(now: datetime) -> None:
    actor = do.partner_person("sergio")
    data = BrandData(
        "Sergio Pampa", "011 4322-1188", "ventas@pampasistemas.example", "pampasistemas.example",
        _picture((480, 200), "#0a6b41"),
    )  # fmt: skip
    keep_brand(actor=actor, now=now, data=data)
    template = MaterialTemplate.objects.filter(layout="FLYER_A4").earliest("pk")
    make_material(
        actor=actor, now=now, uid=do.uid("piece", 1), template_id=template.pk,
        line="Instalación en Buenos Aires y La Pampa",
    )  # fmt: skip


def _picture(size: tuple[int, int], colour: str) -> bytes:
    made, kept = Image.new("RGB", size, "white"), io.BytesIO()
    draw = ImageDraw.Draw(made)
    width, height = size
    for n in range(3):
        left = width // 8 + n * width // 4
        draw.rectangle((left, height - (n + 1) * height // 4, left + width // 6, height), colour)
    made.save(kept, "PNG")
    return kept.getvalue()
