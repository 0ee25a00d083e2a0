"""What the courses of the demo say: pages in Markdown, and the questions of their banks."""

from dataclasses import dataclass

Question = tuple[str, tuple[str, ...], tuple[int, ...]]  # text, options, indices of the right ones


@dataclass(frozen=True, slots=True)
class Lesson:
    """A course of the demo."""

    title: str
    summary: str
    families: tuple[str, ...]
    pages: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...] = ()
    needs_attendance: bool = False


COURSES = (
    Lesson(
        "Punto de venta: de la primera visita a la demostración",
        "Qué preguntar, qué mostrar en diez minutos y cómo cerrar el próximo paso.",
        ("SW-PDV", "SW-GESTION"),
        (
            (
                "Antes de la visita",
                "Averigüe **cuántas cajas** tiene el comercio y **qué emite hoy**.\n\n"
                "- Cajas y horarios de mayor venta.\n- Medios de pago.\n- Depósitos y sucursales.\n\n"
                "Una visita sin estas respuestas termina en otra visita.",
            ),
            (
                "La demostración en diez minutos",
                "Muestre solo tres cosas:\n\n1. Una venta con dos medios de pago.\n"
                "2. Un cambio de precio que llega a la caja.\n3. El cierre del día.\n\n"
                "> Si el cliente pregunta por algo más, anótelo: es el próximo paso.",
            ),
        ),
        (
            ("¿Qué conviene saber antes de la visita?",
             ("Cuántas cajas tiene el comercio", "El nombre de la competencia", "Su última factura"), (0,)),
            ("¿Cuántas cosas se muestran en la demostración breve?", ("Tres", "Todas", "Una"), (0,)),
            ("¿Qué se hace con una pregunta fuera del guion?",
             ("Se anota para el próximo paso", "Se responde con otra demostración", "Se ignora"), (0,)),
            ("¿Cuáles son parte de la demostración?",
             ("Una venta con dos medios de pago", "El cierre del día", "La instalación"), (0, 1)),
            ("¿Con qué termina una buena visita?",
             ("Con un próximo paso acordado", "Con un folleto", "Con un descuento"), (0,)),
            ("¿Qué se averigua de los depósitos?",
             ("Cuántos son y dónde están", "Quién los limpia", "Nada"), (0,)),
        ),
    ),
    Lesson(
        "Controladores fiscales: puesta en marcha",
        "Alta, cierre Z y lo que se revisa antes de dejar el equipo funcionando.",
        ("HW-FISCAL",),
        (
            (
                "Alta y primer comprobante",
                "Siga el orden: **alta**, *carga de datos del comercio*, comprobante de prueba.\n\n"
                "Guarde el número de serie y la fecha en la orden de trabajo.",
            ),
            (
                "Cierre Z y respaldo",
                "El cierre Z se hace **todos los días**. Antes de actualizar el firmware, cierre Z.",
            ),
        ),
        (
            ("¿Cada cuánto se hace el cierre Z?", ("Todos los días", "Cada mes", "Al vender el equipo"), (0,)),
            ("¿Qué se hace antes de actualizar el firmware?",
             ("El cierre Z", "Cambiar el papel", "Nada"), (0,)),
            ("¿Qué queda en la orden de trabajo?",
             ("El número de serie", "La fecha", "La clave fiscal"), (0, 1)),
            ("¿Qué sigue al alta?",
             ("La carga de datos del comercio", "El cierre Z", "La factura del servicio"), (0,)),
            ("¿Para qué sirve el comprobante de prueba?",
             ("Para ver que emite bien", "Para el cliente", "Para el contador"), (0,)),
        ),
        needs_attendance=True,
    ),
    Lesson(
        "Recomendar bien: un aviso que se acepta",
        "Qué datos hacen que un aviso se decida pronto y a favor.",
        ("SW-PDV",),
        (
            (
                "Los cuatro datos que no pueden faltar",
                "| Dato | Por qué |\n|---|---|\n| Necesidad | Dice qué se ofrece |\n"
                "| Presupuesto | Dice cuánto |\n| Plazo | Dice cuándo |\n| Contacto | Dice con quién |",
            ),
        ),
    ),
)  # fmt: skip
