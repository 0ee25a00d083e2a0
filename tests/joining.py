"""Short ways to an application in each state."""

import uuid
from dataclasses import replace
from typing import Any

import builders
from universo.identity.actor import VISITOR
from universo.partners.application_data import ApplicationData, confirmation_token
from universo.partners.models import Application
from universo.usecases.apply_to_join import apply_to_join, confirm_application


def data(**changes: Any) -> ApplicationData:
    typed = ApplicationData(
        legal_name="Sistemas del Litoral S.R.L.",
        cuit=builders.cuit(),
        contact_name="Carla Ríos",
        email="carla@litoral.com.ar",
        phone="0341 455-1234",
        province="S",
        categories=("SPONSOR",),
        sponsor_level="INTRODUCER",
        accepts_terms=True,
        terms_version=1,
        client_ip="192.0.2.7",
    )
    return replace(typed, **changes)


def received(uid: uuid.UUID | None = None, **changes: Any) -> Application:
    made = apply_to_join(
        actor=VISITOR, now=builders.NOON, uid=uid or uuid.uuid4(), data=data(**changes)
    )
    assert made is not None
    return made


def confirmed(**changes: Any) -> Application:
    made = received(**changes)
    return confirm_application(now=builders.NOON, token=confirmation_token(made.uid))
