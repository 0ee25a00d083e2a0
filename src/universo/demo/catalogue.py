"""A catalogue in the shape of a maker of fiscal printers, POS hardware and retail software.

Codes, products and rates are invented; the rates are marked as demo ones wherever they are shown.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange

from universo.program.models import Product, ProductFamily, RewardRate

RATES_SINCE = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Family:
    """A family with its products and the demo rates in basis points (None: the level has no rate)."""

    code: str
    name: str
    kind: str
    description: str
    products: tuple[tuple[str, str], ...]
    referrer_bp: int | None
    introducer_bp: int


FAMILIES = (
    Family(
        "SW-PDV",
        "Software de punto de venta",
        "SOFTWARE",
        "Cobro en caja, promociones y facturación electrónica para uno o varios locales.",
        (("PDV-UNO", "PDV para un local"), ("PDV-MULTI", "PDV para cadenas")),
        500,
        800,
    ),
    Family(
        "SW-GESTION",
        "Gestión comercial",
        "SOFTWARE",
        "Compras, stock, cuentas corrientes y tableros para el comercio.",
        (("GES-BASE", "Gestión base"), ("GES-PLUS", "Gestión con sucursales")),
        600,
        900,
    ),
    Family(
        "SW-GASTRO",
        "Software gastronómico",
        "SOFTWARE",
        "Salón, comandas y cocina con cobro integrado.",
        (("GAS-SALON", "Salón y comandas"),),
        500,
        800,
    ),
    Family(
        "SW-FE",
        "Facturación electrónica",
        "SOFTWARE",
        "Emisión de comprobantes electrónicos para quien factura poco o mucho.",
        (("FE-WEB", "Facturación web"), ("FE-API", "Facturación por API")),
        400,
        600,
    ),
    Family(
        "HW-FISCAL",
        "Controladores fiscales",
        "HARDWARE",
        "Impresoras fiscales de nueva tecnología para mostrador y supermercado.",
        (
            ("CF-100", "Controlador fiscal de mostrador"),
            ("CF-300", "Controlador fiscal de alto tránsito"),
        ),
        None,
        300,
    ),
    Family(
        "HW-PDV",
        "Terminales de punto de venta",
        "HARDWARE",
        "Terminales, cajones, visores y teclados para la línea de cajas.",
        (("TPV-15", "Terminal táctil 15 pulgadas"), ("TPV-KIT", "Puesto de caja completo")),
        None,
        350,
    ),
    Family(
        "HW-LECTORES",
        "Lectores y balanzas",
        "HARDWARE",
        "Lectores de código de barras fijos e inalámbricos y balanzas con ticket.",
        (("LEC-2D", "Lector 2D inalámbrico"), ("BAL-T", "Balanza con impresión de ticket")),
        None,
        400,
    ),
    Family(
        "HW-ETIQUETAS",
        "Etiquetas electrónicas de góndola",
        "HARDWARE",
        "Precios en góndola actualizados desde el sistema.",
        (("ETQ-21", "Etiqueta de 2,1 pulgadas"),),
        None,
        250,
    ),
)


def load_catalogue(now: datetime) -> None:
    """Store the catalogue and its demo rates."""
    for row in FAMILIES:
        family = ProductFamily.objects.create(
            code=row.code, name=row.name, kind=row.kind, description=row.description
        )
        Product.objects.bulk_create(
            Product(code=code, name=name, family=family) for code, name in row.products
        )
        for level, rate_bp in (("REFERRER", row.referrer_bp), ("INTRODUCER", row.introducer_bp)):
            if rate_bp is not None:
                RewardRate.objects.create(
                    family=family,
                    level=level,
                    rate_bp=rate_bp,
                    valid=DateRange(RATES_SINCE, None),
                    is_demo=True,
                    created_at=now,
                )
