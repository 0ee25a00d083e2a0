"""A software company and an ally of the demo: integrations at each stage, a joint plan with a review."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from universo.benefits.alliances.models import Plan
from universo.benefits.integrations.models import Certification, Integration
from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.domain.decision_clock import local_date
from universo.program.models import Product
from universo.usecases.certify_integration import ask_certification, certify, refuse
from universo.usecases.plan_together import PlanData, PlanGoal, answer_plan, propose_plan
from universo.usecases.review_plans import record_review
from universo.usecases.state_integration import IntegrationData, state_integration

Act = Callable[[datetime], object]
Add = Callable[[datetime, Act], None]
SOFTWARE = "Pampa Mostrador"
PDF = b"%PDF-1.4\n% Pruebas de la integracion\n%%EOF\n"


def partnering_steps(add: Add, moments: Moments) -> None:
    """Add the steps of the integrations and of the plan."""
    add(
        moments.at(62, 12),
        _state(SOFTWARE, "CF-100", "Imprime facturas y tickets, y cierra la jornada."),
    )
    add(moments.at(61, 12), _ask(SOFTWARE, "7.1"))
    add(moments.at(57, 16), _refuse)
    add(moments.at(43, 12), _ask(SOFTWARE, "7.2"))
    add(moments.at(40, 16), _certify)
    add(moments.at(7, 12), _state("Pampa Balanza", "BAL-T", "Lee el peso y envía las etiquetas."))
    add(moments.at(5, 12), _ask("Pampa Balanza", "1.0"))
    add(moments.at(52, 10), _propose)
    add(moments.at(50, 17), _agree)
    add(moments.at(20, 17), _review)


def _state(software: str, code: str, summary: str) -> Act:
    def act(now: datetime) -> None:
        product = Product.objects.get(code=code)
        data = IntegrationData(software, summary, product.family_id, product.pk, True)
        state_integration(
            actor=do.partner_person("sergio"),
            now=now,
            uid=do.uid("integration", software),
            data=data,
        )

    return act


def _ask(software: str, version: str) -> Act:
    return lambda now: ask_certification(
        actor=do.partner_person("sergio"),
        now=now,
        uid=do.uid("certification", software, version),
        integration_id=Integration.objects.get(software=software).pk,
        version=version,
        works_with_version="Firmware 3.10",
        notes="Probado en un local con dos cajas durante una semana.",
        files=[("pruebas.pdf", PDF)],
    )


def _judged(version: str) -> dict[str, Any]:
    found = Certification.objects.get(integration__software=SOFTWARE, version=version)
    return {"actor": do.colleague("adriana"), "certification_id": found.pk}


def _refuse(now: datetime) -> None:
    reason = "Tras un corte de energía duplicó un comprobante."
    refuse(now=now, passed=[0, 1, 3, 4], reason=reason, **_judged("7.1"))


def _certify(now: datetime) -> None:
    certify(now=now, passed=range(5), answer="Probada con dos equipos.", **_judged("7.2"))


def _propose(now: datetime) -> None:
    ally, today = do.partner_person("irene"), local_date(now)
    data = PlanData(
        "Jornadas para estudios contables",
        "Mostrar juntos la oferta en cuatro ciudades y salir con reuniones agendadas.",
        today,
        today + timedelta(days=240),
        do.colleague("elena").user_id or 0,
        ally.user_id or 0,
        today + timedelta(days=30),
        (
            PlanGoal("EVENTS", "Jornadas realizadas", 4),
            PlanGoal("MEETINGS", "Reuniones con comercios", 30),
        ),
    )
    propose_plan(
        actor=ally, now=now, uid=do.uid("plan", 1), partner_id=ally.partner_id or 0, data=data
    )


def _agree(now: datetime) -> None:
    answer_plan(actor=do.colleague("adriana"), now=now, plan_id=Plan.objects.get().pk, agreed=True)


def _review(now: datetime) -> None:
    found = Plan.objects.get()
    done = dict(zip([goal.pk for goal in found.goals.all()], (1, 9), strict=True))
    record_review(
        actor=do.partner_person("irene"),
        now=now,
        uid=do.uid("plan", "review"),
        plan_id=found.pk,
        on_date=local_date(now),
        minutes="Se hizo la jornada de Rosario: veintidós estudios, nueve reuniones.",
        decisions="La próxima en Córdoba; Hasar lleva dos equipos.",
        next_review_date=local_date(now) + timedelta(days=24),
        values=done,
    )
