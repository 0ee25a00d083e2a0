"""Demonstration units and loans, made the short way by the use cases."""

from datetime import date, datetime, timedelta
from typing import Any

import builders
from cast import Cast
from picture_cases import picture
from universo.benefits.units.models import DemoUnit, Loan
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.program.models import Product, ProductFamily
from universo.usecases.ask_for_unit import LoanRequest, request_loan
from universo.usecases.decide_loan import approve_loan
from universo.usecases.hand_over_unit import Look, dispatch_loan, return_loan
from universo.usecases.keep_units import UnitData, add_unit

NOON = builders.NOON
TODAY = local_date(NOON)
WHY = "Mostrarlo en el mostrador del cliente."
PNG = picture()


def model(code: str = "CF-100") -> Product:
    """Return a model of hardware."""
    family = ProductFamily.objects.get(code="FISCAL")
    found, _new = Product.objects.get_or_create(
        code=code, defaults={"name": f"Controlador fiscal {code}", "family": family}
    )
    return found


def unit(
    cast: Cast, serial: str = "", code: str = "CF-100", at: datetime | None = None
) -> DemoUnit:
    """Take a unit into the stock, by default sixty days ago."""
    return add_unit(
        actor=cast.admin,
        now=at or NOON - timedelta(days=60),
        data=UnitData(
            model(code).pk, serial or f"S-{builders.new_uid().hex[:8]}", "GOOD", "Depósito central"
        ),
    )


def asked(actor: Actor, at: datetime = NOON, **changes: Any) -> Loan:
    """Ask for a unit, by default from today for five business days."""
    values: dict[str, Any] = {
        "product_id": model().pk, "from_date": local_date(at), "days": 5, "purpose": WHY, **changes
    }  # fmt: skip
    return request_loan(actor=actor, now=at, uid=builders.new_uid(), data=LoanRequest(**values))


def approved(
    cast: Cast, actor: Actor, found: DemoUnit, at: datetime = NOON, **changes: Any
) -> Loan:
    """Ask for this unit and have it approved from the first day."""
    made = asked(actor, at, product_id=found.product_id, **changes)
    first: date = made.from_date
    return approve_loan(
        actor=cast.channel_manager, now=at, loan_id=made.pk, unit_id=found.pk, from_date=first
    )


def out(cast: Cast, actor: Actor, found: DemoUnit, at: datetime = NOON, **changes: Any) -> Loan:
    """Hand this unit over to the actor's partner."""
    made = approved(cast, actor, found, at, **changes)
    return dispatch_loan(actor=cast.admin, now=at, loan_id=made.pk, look=Look("GOOD"))


def back(cast: Cast, found: Loan, at: datetime = NOON) -> Loan:
    """Take a unit back."""
    return return_loan(
        actor=cast.admin, now=at, loan_id=found.pk, look=Look("WORN"), location="Estante 2"
    )
