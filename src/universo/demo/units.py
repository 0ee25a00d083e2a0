"""Demonstration units of the demo: a stock, loans at each stage, one of them overdue, a repair."""

from collections.abc import Callable
from datetime import datetime, timedelta

from universo.benefits.units.models import DemoUnit, Loan
from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.demo.companies import CASES
from universo.domain.decision_clock import local_date
from universo.program.models import Product
from universo.usecases.ask_for_unit import LoanRequest, request_loan
from universo.usecases.decide_loan import approve_loan
from universo.usecases.hand_over_unit import Look, dispatch_loan, return_loan
from universo.usecases.keep_units import UnitData, add_unit, send_to_repair

CASE = {case.key: case for case in CASES}
STOCK = (
    ("CF-100", "CF1-24010", "Rollo de prueba, cable USB y fuente"),
    ("CF-100", "CF1-24011", "Rollo de prueba, cable USB y fuente"),
    ("CF-300", "CF3-23107", "Dos rollos, cable de red y fuente"),
    ("CF-300", "CF3-23108", "Dos rollos, cable de red y fuente"),
    ("TPV-15", "TPV-88012", "Fuente, visor y cajón"),
    ("LEC-2D", "LEC-50771", "Base de carga"),
    ("BAL-T", "BAL-00931", "Rollo de etiquetas"),
)
Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]


def unit_steps(add: Add, moments: Moments) -> None:
    """Add the steps of the stock and its loans."""
    add(moments.at(70, 11), _stock)
    add(
        moments.at(54, 11),
        _lend("TPV-88012", "sergio", 10, "bazar", "Mostrar la terminal en la caja del bazar."),
    )
    add(moments.at(47, 11), _take_back("TPV-88012", "WORN", "Volvió con el visor flojo."))
    add(moments.at(46, 12), _repair("BAL-00931", "No corta la etiqueta: espera un repuesto.", 120))
    add(
        moments.at(18, 12),
        _lend(
            "CF1-24010", "sergio", 10, "kiosco", "Probar el controlador con los tickets del kiosco."
        ),
    )
    add(
        moments.at(4, 12),
        _lend(
            "CF3-23107", "norma", 12, "", "Demostración a la cadena de supermercados de Tucumán."
        ),
    )
    add(
        moments.at(2, 12),
        _ask("LEC-2D", "lucia", 6, "Lectura de códigos en el depósito del cliente.", 4),
    )
    add(moments.at(1, 12), _ask("TPV-15", "norma", 8, "Muestra en la jornada de comerciantes.", 6))


def _stock(now: datetime) -> None:
    for code, serial, contents in STOCK:
        product = Product.objects.get(code=code).pk
        data = UnitData(product, serial, "GOOD", "Depósito de Villa Martelli", contents)
        add_unit(actor=do.colleague("carla"), now=now, data=data)


def _request(
    now: datetime, code: str, person: str, days: int, purpose: str, after: int, key: str
) -> Loan:
    data = LoanRequest(
        product_id=Product.objects.get(code=code).pk,
        from_date=local_date(now) + timedelta(days=after),
        days=days,
        purpose=purpose,
        notice_id=do.find(CASE[key]).pk if key else None,
    )
    uid = do.uid("loan", code, person, now.date())
    return request_loan(actor=do.partner_person(person), now=now, uid=uid, data=data)


def _ask(code: str, person: str, days: int, purpose: str, after: int) -> Act:
    return lambda now: _request(now, code, person, days, purpose, after, "")


def _lend(serial: str, person: str, days: int, key: str, purpose: str) -> Act:
    def act(now: datetime) -> None:
        unit, carla = DemoUnit.objects.get(serial=serial), do.colleague("carla")
        made = _request(now, unit.product.code, person, days, purpose, 0, key)
        approve_loan(
            actor=carla, now=now, loan_id=made.pk, unit_id=unit.pk, from_date=made.from_date
        )
        dispatch_loan(actor=carla, now=now, loan_id=made.pk, look=Look("GOOD", "Completa."))

    return act


def _take_back(serial: str, condition: str, note: str) -> Act:
    def act(now: datetime) -> None:
        made = Loan.objects.get(hold__unit__serial=serial, status="OUT")
        return_loan(
            actor=do.colleague("carla"), now=now, loan_id=made.pk, look=Look(condition, note),
            location="Depósito de Villa Martelli",
        )  # fmt: skip

    return act


def _repair(serial: str, reason: str, days: int) -> Act:
    return lambda now: send_to_repair(
        actor=do.colleague("carla"),
        now=now,
        unit_id=DemoUnit.objects.get(serial=serial).pk,
        until=local_date(now) + timedelta(days=days),
        reason=reason,
    )
