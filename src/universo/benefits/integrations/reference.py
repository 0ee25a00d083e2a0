"""The checklist with which certifying begins; administrators change it from a day on."""

from datetime import UTC, date, datetime
from typing import Any

SINCE = date(2024, 1, 1)
POINTS = (
    "Emite un comprobante y lo imprime completo en el equipo.",
    "Informa al usuario los errores que devuelve el equipo, sin perder la venta.",
    "Se recupera de un corte de energía o de comunicación sin duplicar el comprobante.",
    "Cierra la jornada y obtiene sus totales.",
    "Hay instrucciones de instalación y un contacto de soporte del desarrollador.",
)


def load_reference(apps: Any) -> None:
    """Store the first checklist, of every family; nothing where there is one already."""
    model = apps.get_model("integrations", "Checklist")
    if not model.objects.exists():
        model.objects.create(
            family=None,
            valid_from=SINCE,
            points=list(POINTS),
            months=24,
            created_at=datetime(2024, 1, 1, tzinfo=UTC),
        )
