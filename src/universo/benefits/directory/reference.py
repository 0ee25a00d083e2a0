"""The skills with which the directory begins; administrators change them."""

from typing import Any

SKILLS = (
    ("controladores-fiscales", "Controladores fiscales"),
    ("instalacion", "Instalación y puesta en marcha"),
    ("servicio-tecnico", "Servicio técnico"),
    ("redes", "Redes y conectividad"),
    ("software-de-gestion", "Software de gestión"),
    ("punto-de-venta", "Punto de venta"),
    ("integraciones", "Integraciones a medida"),
    ("comercio-electronico", "Comercio electrónico"),
    ("balanzas", "Balanzas y etiquetado"),
    ("capacitacion", "Capacitación de usuarios"),
    ("gastronomia", "Gastronomía"),
    ("supermercados", "Supermercados y autoservicios"),
)


def load_reference(apps: Any) -> None:
    """Add the skills; nothing where a table is already."""
    model = apps.get_model("directory", "Skill")
    if not model.objects.exists():
        model.objects.bulk_create(model(code=code, name=name) for code, name in SKILLS)
