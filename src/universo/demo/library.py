"""The demo's technical material: pieces with versions, some taken, some never, one replaced."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from universo.benefits.library.models import Item
from universo.demo.people import DOMAIN
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.partners.actors import actor_for
from universo.program.models import Product, ProductFamily
from universo.usecases import use_library as use
from universo.usecases.describe_material import ItemData
from universo.usecases.publish_material import Upload, VersionData, publish_item, publish_version

SPACE = UUID("5c0b7c8e-1f4b-4b3f-9a56-3c9f5f0d8a11")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the demo; each version is (label, days ago, what is new)."""

    kind: str
    title: str
    summary: str
    versions: tuple[tuple[str, int, str], ...]
    products: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    language: str = "ES"
    replaces: str = ""


PIECES = (
    Piece(
        "DRIVER", "Driver fiscal para Windows 10",
        "Conecta los controladores fiscales con programas de facturación en Windows.",
        (("3.8", 300, "Primera versión publicada aquí."),), families=("HW-FISCAL",),
    ),
    Piece(
        "DRIVER", "Driver fiscal para Windows 10 y 11",
        "Conecta los controladores fiscales con programas de facturación. Instalación desatendida.",
        (
            ("4.0", 120, "Windows 11, instalación sin preguntas."),
            ("4.1", 60, "Corrige la reconexión por USB."),
            ("4.2", 9, "Corrige la lectura del cierre Z después de un corte de luz."),
        ),
        families=("HW-FISCAL",), replaces="Driver fiscal para Windows 10",
    ),
    Piece(
        "FIRMWARE", "Firmware del controlador fiscal de mostrador",
        "Se instala desde el menú de servicio; haga antes el cierre Z.",
        (("2.10", 140, "Mejora el corte de papel."), ("2.11", 33, "Nuevas alícuotas.")),
        products=("CF-100",), audience=("RESELLER", "ISV"),
    ),
    Piece(
        "MANUAL", "Guía de instalación de la terminal táctil",
        "Conexiones, calibración de la pantalla y prueba de la gaveta, paso a paso.",
        (("1.2", 90, "Agrega el visor de dos líneas."),), products=("TPV-15", "TPV-KIT"),
    ),
    Piece(
        "MANUAL", "Protocolo de comunicación fiscal",
        "Comandos y respuestas para quienes integran su software con los controladores fiscales.",
        (("5.0", 200, "Comprobantes electrónicos."), ("5.1", 25, "Ejemplos de notas de crédito.")),
        families=("HW-FISCAL",), audience=("ISV", "RESELLER"),
    ),
    Piece(
        "DOCUMENT", "Qué preguntar antes de ofrecer un punto de venta",
        "Una página para conversar con el comercio: cajas, artículos, medios de pago, depósitos.",
        (("2026", 150, ""),), families=("SW-PDV", "SW-GESTION"), audience=("SPONSOR", "ALLIANCE"),
    ),
    Piece(
        "DOCUMENT", "Electronic shelf labels: data sheet",
        "Dimensions, battery life and radio coverage.",
        (("B", 45, ""),), products=("ETQ-21",), language="EN",
    ),
    Piece(
        "VIDEO", "Cambio de precios en góndola en tres minutos",
        "Cómo se actualizan las etiquetas electrónicas desde el sistema.",
        (("1", 70, ""),), products=("ETQ-21",),
    ),
)  # fmt: skip
# Who took what, how many days ago: (mailbox, title, days ago).
TAKEN = (
    ("lucia@benitez.example", "Qué preguntar antes de ofrecer un punto de venta", 80),
    ("lucia@benitez.example", "Driver fiscal para Windows 10 y 11", 7),
    ("tomas@ferreyra.example", "Qué preguntar antes de ofrecer un punto de venta", 64),
    ("norma@rnorte.example", "Driver fiscal para Windows 10 y 11", 55),
    ("norma@rnorte.example", "Driver fiscal para Windows 10 y 11", 5),
    ("norma@rnorte.example", "Firmware del controlador fiscal de mostrador", 30),
    ("sergio@pampasistemas.example", "Protocolo de comunicación fiscal", 20),
    ("sergio@pampasistemas.example", "Firmware del controlador fiscal de mostrador", 31),
)


def load_library(now: datetime) -> None:
    """Publish the demo's material in the past, and let people take, follow and look for some."""
    keeper = _person(f"adriana@{DOMAIN}")
    for piece in PIECES:
        _publish(keeper, piece, now)
    for mailbox, title, days in TAKEN:
        at, item = now - timedelta(days=days), Item.objects.get(title=title)
        versions = item.versions.filter(from_date__lte=local_date(at)).order_by("-sequence")
        use.count_download(actor=_person(mailbox), now=at, version=versions[0])
    norma = _person("norma@rnorte.example")
    driver = Item.objects.get(title="Driver fiscal para Windows 10 y 11")
    use.set_favourite(actor=norma, now=now, item_id=driver.pk, wanted=True)
    use.set_follow(actor=norma, now=now, item_id=driver.pk, wanted=True)
    for words in ("driver linux", "driver linux", "esquema eléctrico balanza"):
        use.note_empty_search(actor=norma, now=now, typed=words)


def _person(mailbox: str) -> Actor:
    return actor_for(User.objects.get(email=mailbox))


def _publish(keeper: Actor, piece: Piece, now: datetime) -> None:
    item = None
    for label, days, notes in piece.versions:
        at = now - timedelta(days=days)
        link = "https://video.example/etiquetas" if piece.kind == "VIDEO" else ""
        version = VersionData(label=label, from_date=local_date(at), notes=notes, link=link)
        upload = None if link else _file(piece, label, notes)
        uid = uuid5(SPACE, f"{piece.title} {label}")
        named: dict[str, Any] = {
            "actor": keeper,
            "now": at,
            "uid": uid,
            "version": version,
            "upload": upload,
        }
        if item is None:
            item = publish_item(item=_data(piece), **named)
        else:
            publish_version(item_id=item.pk, **named)


def _data(piece: Piece) -> ItemData:
    products = Product.objects.filter(code__in=piece.products)
    families = ProductFamily.objects.filter(code__in=piece.families)
    replaced = Item.objects.filter(title=piece.replaces).first()
    return ItemData(
        kind=piece.kind,
        title=piece.title,
        summary=piece.summary,
        language=piece.language,
        product_ids=[one.pk for one in products],
        family_ids=[one.pk for one in families],
        audience=piece.audience,
        replaces_id=replaced.pk if replaced else None,
    )


def _file(piece: Piece, label: str, notes: str) -> Upload:
    """A small ZIP that says what it stands for: the demo ships no maker's files."""
    text = (
        f"{piece.title}\nVersión {label}\n{notes}\n\n{piece.summary}\n\nArchivo de demostración.\n"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("LEEME.txt", (2026, 1, 2, 0, 0, 0)), text)
    made.seek(0)
    words = "-".join(piece.title.lower().split()[:4])
    return Upload(f"{words}-{label}.zip", made)
