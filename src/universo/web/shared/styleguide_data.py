"""Made-up rows for the style guide."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from universo.web.shared.components.waterfall import Piece

ROWS = (
    (
        "Ferretería El Tornillo S.R.L.",
        "OP-1042",
        "Punto de venta con facturación electrónica",
        1850000,
        0,
        "",
    ),
    (
        "Farmacias del Litoral",
        "OP-1041",
        "Recambio de controladores fiscales y etiquetas",
        4230000,
        1,
        "",
    ),
    ("Cervecería Río Bravo", "OP-1040", "Comandas, stock y cobro con QR en salón", 980000, 2, ""),
    (
        "Autoservicio La Esquina",
        "OP-1039",
        "Balanzas con impresión de ticket integrada",
        640000,
        3,
        "",
    ),
    ("Hotel Sierras Altas", "OP-1038", "Facturación y terminales de autoconsulta", 2790000, 4, ""),
    (
        "Librería Páginas",
        "OP-1037",
        "Software de gestión comercial para 2 locales",
        520000,
        None,
        "accepted",
    ),
    (
        "Distribuidora Andina",
        "OP-1036",
        "Lectores inalámbricos y relevamiento de depósito",
        3375000,
        None,
        "won",
    ),
    (
        "Pinturerías Arcoíris",
        "OP-1035",
        "Controladores fiscales de nueva generación",
        1210000,
        None,
        "lapsed",
    ),
)


def context(now: datetime) -> dict[str, Any]:
    """What the guide's pages show."""
    return {
        "rows": ROWS,
        "nav": [
            {"label": "Panel", "url": "?page=app", "icon": "layout-dashboard", "active": True},
            {"label": "Oportunidades", "url": "?page=story", "icon": "target", "badge": 5},
            {"label": "Recompensas", "url": "?page=forms", "icon": "hand-coins"},
            {"label": "Material técnico", "url": "?page=public", "icon": "file-text"},
            {"label": "Unidades de demo", "url": "?page=auth", "icon": "package-open"},
            {"label": "Formación", "url": "#", "icon": "graduation-cap"},
        ],
        "person": {"name": "Lucía Benítez", "role": "Sponsor · Mediador", "links": []},
        "stats": [
            {"label": "En revisión", "value": "5", "note": "1 por vencer", "tone": "bad"},
            {"label": "Tasa de aceptación", "value": "68 %", "note": "+6 pts", "tone": "ok"},
            {"label": "Recompensa devengada", "value": "U$S 3.712"},
            {"label": "Próximo pago", "value": "10 dic", "note": "U$S 1.350"},
        ],
        "months": ["jun", "jul", "ago", "sep", "oct", "nov"],
        "series": [
            ("Presentadas", [4, 6, 5, 8, 7, 9]),
            ("Aceptadas", [2, 4, 4, 5, 6, 5]),
            ("Ganadas", [1, 2, 2, 3, 4, 3]),
        ],
        "news": [
            {
                "text": "Distribuidora Andina pagó la factura A-0003-4471",
                "who": "Recompensa devengada",
                "at": now - timedelta(hours=2),
                "tone": "ok",
            },
            {
                "text": "Hasar aceptó Librería Páginas",
                "who": "Canal ejecutor: Reseller Norte",
                "at": now - timedelta(hours=30),
            },
            {
                "text": "Pinturerías Arcoíris quedó desestimada",
                "who": "15 días hábiles sin respuesta",
                "at": now - timedelta(days=4),
                "tone": "neutral",
                "note": "La empresa puede volver a presentarse a partir del 19/12/2026.",
            },
        ],
        "steps": [
            {"label": "Cliente", "state": "done", "url": "#"},
            {"label": "Necesidad", "state": "now", "note": "Tres preguntas"},
            {"label": "Revisión", "state": "todo"},
            {"label": "Recibo", "state": "todo"},
        ],
        "chain": [
            {
                "kind": "Aviso",
                "title": "OP-1036",
                "icon": "target",
                "note": "Aceptado el 02/10/2026",
                "url": "#",
            },
            {
                "kind": "Canal",
                "title": "Reseller Norte",
                "icon": "route",
                "note": "Ganada el 20/10/2026",
            },
            {
                "kind": "Factura",
                "title": "A-0003-00004471",
                "icon": "receipt",
                "note": "Total $ 121.000,00",
            },
            {
                "kind": "Renglón",
                "title": "Impresora fiscal",
                "icon": "list",
                "note": "Neto $ 100.000,00 al 5 %",
            },
            {
                "kind": "Cobro",
                "title": "Recibo 0001-883",
                "icon": "banknote",
                "note": "$ 40.000,00 el 12/11/2026",
            },
            {
                "kind": "Recompensa",
                "title": "$ 1.652,89",
                "icon": "hand-coins",
                "note": "40.000 / 121.000 del neto",
            },
        ],
        "pieces": [
            Piece("Punto de partida", "", -4.1),
            Piece("Las dos razones sociales se parecen", "«El Tornillo SRL»", 4.2),
            Piece("El teléfono es el mismo", "011 4743-2210", 5.0),
            Piece("La localidad es otra", "Morón / San Isidro", -1.2),
        ],
        "marks": [(0.5, "revisar"), (3.5, "la misma")],
        "defs": [
            ("Razón social", "Ferretería El Tornillo S.R.L."),
            ("CUIT", "30-61040056-2"),
            ("Localidad", "Rafaela, Santa Fe"),
            ("Contacto", "Marta Quiroga, gerenta"),
        ],
        "hash": "9f2c41d0a7be53e8f6a1c0d2b4e697855d0f3c2b1a9e8d7c6b5a4938271605f4",
        "tabs": [
            {"label": "Todas", "url": "#", "active": True, "count": 137},
            {"label": "En revisión", "url": "#", "count": 5},
            {"label": "Aceptadas", "url": "#", "count": 31},
            {"label": "Cerradas", "url": "#", "count": 101},
        ],
    }
