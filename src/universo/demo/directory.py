"""The directory of the demo: pages that are shown, one that changes, one that waits, counts of a month."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from universo.benefits.directory.models import DailyCount, Listing, Skill, Version
from universo.benefits.directory.reading import PageData
from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.domain.decision_clock import local_date
from universo.program.models import ProductFamily
from universo.usecases.describe_partner import give_consent, send_page
from universo.usecases.make_badge import make_badge
from universo.usecases.review_directory_page import approve_page, return_page

Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]
PAGES: dict[str, dict[str, Any]] = {
    "norma": {
        "headline": "Cajas, balanzas y controladores fiscales en todo el NOA, con servicio propio.",
        "text": "Desde Tucumán equipamos supermercados, farmacias y comercios de cercanía del norte del"
        " país. Vendemos, instalamos y atendemos con técnicos propios en cinco provincias.\n\n"
        "Tenemos laboratorio autorizado y equipos de reemplazo para que la caja no se detenga.",
        "website": "https://www.rnorte.example",
        "phone": "0381 430-5566",
        "whatsapp": "381 15-430-5567",
        "email": "ventas@rnorte.example",
        "provinces": ["T", "A", "Y", "K", "G"],
        "families": ("HW-FISCAL", "HW-PDV"),
        "skills": ("controladores-fiscales", "servicio-tecnico", "balanzas", "supermercados"),
        "logo_alt": "Logo de Reseller Norte: un círculo ámbar sobre una franja azul",
    },
    "sergio": {
        "headline": "Puntos de venta para gastronomía y comercios: del proyecto a la mesa de ayuda.",
        "text": "Somos una empresa de sistemas con veinte años en Buenos Aires y La Pampa. Integramos el"
        " software de gestión con los equipos fiscales y capacitamos a quienes los usan.\n\n"
        "Relevamos sin cargo y dejamos todo funcionando antes de abrir el local.",
        "website": "https://pampasistemas.example",
        "phone": "011 4322-1188",
        "provinces": ["B", "C", "L"],
        "families": ("SW-PDV", "SW-GESTION"),
        "skills": ("punto-de-venta", "gastronomia", "integraciones", "capacitacion"),
        "logo_alt": "Logo de Pampa Sistemas: tres barras verdes que crecen",
    },
    "rosa": {
        "headline": "Consultoría para comercios que abren su tienda en línea.",
        "text": "Acompañamos a comercios del Litoral en la elección del sistema, su puesta en marcha y la"
        " venta en línea, con integraciones hechas a medida.",
        "email": "hola@litoralconsultora.example",
        "whatsapp": "341 15-425-9091",
        "localities": "Rosario, Santa Fe\nRafaela, Santa Fe",
        "families": ("SW-GESTION",),
        "skills": ("comercio-electronico", "integraciones"),
    },
    "lucia": {
        "headline": "Equipamiento comercial y asesoramiento para abrir su negocio.",
        "text": "Proyectamos y equipamos locales en el norte del Gran Buenos Aires: góndolas, cajas y"
        " mostradores. Lo orientamos en qué sistema y qué controlador fiscal necesita.",
        "phone": "011 4555-2201",
        "provinces": ["B", "C"],
        "skills": ("supermercados", "punto-de-venta"),
    },
}
CHANGED = (
    "Vendemos, instalamos y atendemos con técnicos propios en las seis provincias del NOA y el NEA."
)
TOMAS = PageData(
    headline="Instalaciones eléctricas y redes para comercios de Córdoba.",
    text="Dejo lista la instalación para las cajas, la red y las balanzas de su local. Trabajo en la"
    " ciudad de Córdoba y alrededores.",
    phone="0351 455-7712",
    localities="Villa Carlos Paz, Córdoba",
)


def directory_steps(add: Add, moments: Moments) -> None:
    """Add the steps of the pages, their review, and of the badges."""
    for place, person in enumerate(PAGES):
        add(moments.at(34 - place, 11, 10), _send(person))
        add(moments.at(33 - place, 16, 5), _approve(person))
    add(moments.at(29, 11, 20), lambda now: make_badge(actor=do.partner_person("sergio"), now=now))
    add(moments.at(3, 10, 40), _change)
    add(moments.at(9, 9, 30), _first_try_of_tomas)
    add(moments.at(1, 12, 20), lambda now: _sent("tomas", TOMAS, now))
    add(moments.at(0, 5), _counts)


def _sent(person: str, data: PageData, now: datetime, logo: bytes | None = None) -> Version:
    uid = do.uid("page", person, now.date())
    return send_page(actor=do.partner_person(person), now=now, uid=uid, data=data, logo=logo)


def _page(person: str, **changes: Any) -> PageData:
    told = {**PAGES[person], **changes}
    families = ProductFamily.objects.filter(code__in=told.pop("families", ()))
    skills = Skill.objects.filter(code__in=told.pop("skills", ()))
    return PageData(
        **told,
        family_ids=sorted(families.values_list("pk", flat=True)),
        skill_ids=sorted(skills.values_list("pk", flat=True)),
    )


def _send(person: str) -> Act:
    def act(now: datetime) -> None:
        drawn = {"norma": _sun, "sergio": _bars}.get(person)
        _sent(person, _page(person), now, drawn() if drawn else None)
        give_consent(actor=do.partner_person(person), now=now)

    return act


def _approve(person: str) -> Act:
    def act(now: datetime) -> None:
        partner_id = do.partner_person(person).partner_id
        waiting = Version.objects.get(listing__partner=partner_id, status="WAITING")
        approve_page(actor=do.colleague("adriana"), now=now, version_id=waiting.pk)

    return act


def _change(now: datetime) -> None:
    before = str(PAGES["norma"]["text"])
    old = "Vendemos, instalamos y atendemos con técnicos propios en cinco provincias."
    provinces = [*PAGES["norma"]["provinces"], "H"]
    _sent("norma", _page("norma", text=before.replace(old, CHANGED), provinces=provinces), now)


def _first_try_of_tomas(now: datetime) -> None:
    data = PageData(TOMAS.headline, f"¡OFERTAS! {TOMAS.text}", phone=TOMAS.phone, provinces=["X"])
    sent = _sent("tomas", data, now)
    reason = "Quite lo de las ofertas: la página dice quién es y qué hace."
    after = now + timedelta(hours=2)
    return_page(actor=do.colleague("hugo"), now=after, version_id=sent.pk, reason=reason)


def _counts(now: datetime) -> None:
    """A month of looks: more on weekdays, some of them reach the partner."""
    today = local_date(now)
    rows = []
    for place, listing in enumerate(Listing.objects.filter(versions__status="PUBLISHED")):
        for ago in range(1, 30):
            day = today - timedelta(days=ago)
            looks = (9 - 2 * place) if day.weekday() < 5 else 2
            rows.append(DailyCount(listing=listing, day=day, kind="VIEW", times=max(1, looks)))
            if ago % (4 + place) == 0:
                rows.append(DailyCount(listing=listing, day=day, kind="WHATSAPP", times=1))
            if ago % (7 + place) == 0:
                rows.append(DailyCount(listing=listing, day=day, kind="PHONE", times=1))
    DailyCount.objects.bulk_create(rows)


def _sun() -> bytes:
    picture = Image.new("RGB", (320, 240), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((100, 40, 220, 160), fill="#e8a020")
    pen.rectangle((30, 150, 290, 190), fill="#1c3fa8")
    return _png(picture)


def _bars() -> bytes:
    picture = Image.new("RGBA", (240, 240), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    for place, top in enumerate((140, 90, 30)):
        pen.rectangle((40 + 60 * place, top, 80 + 60 * place, 210), fill="#127a4b")
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
