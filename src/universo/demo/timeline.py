"""The demo's timeline: what each person did, and when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from universo.customers.customer_data import CustomerData
from universo.demo import notices as do
from universo.demo.calendar import Moments
from universo.demo.categories import category_steps
from universo.demo.companies import CASES, CORPORATE, DRAFT, NORTE_BASE
from universo.demo.directory import directory_steps
from universo.demo.partnering import partnering_steps
from universo.demo.prices import price_steps
from universo.demo.sales import sales_steps
from universo.demo.support import support_steps
from universo.demo.training import training_steps
from universo.demo.units import unit_steps
from universo.domain.tax_ids import check_digit
from universo.identity.actor import VISITOR
from universo.partners.application_data import ApplicationData, confirmation_token
from universo.program.clock import current_calendar
from universo.program.queries import terms_on
from universo.usecases.apply_to_join import apply_to_join, confirm_application
from universo.usecases.ask_clarification import ask_clarification
from universo.usecases.lapse_notices import lapse_notices
from universo.usecases.log_presales import log_presales
from universo.usecases.record_customer import record_customer
from universo.usecases.save_draft import save_draft
from universo.usecases.tidy_customers import tidy
from universo.usecases.withdraw_notice import withdraw_notice
from universo.usecases.work_lead import lose_lead, report_progress, win_lead

CASE = {case.key: case for case in CASES}
Act = Callable[[datetime], object]


"""The demo's timeline: what each person did, and when."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody does at an instant; `run` receives it as `now`."""

    at: datetime
    run: Act


@dataclass
class Plan:
    """The steps; the journal wants them in the order of their instants."""

    steps: list[Step] = field(default_factory=list)

    def add(self, at: datetime, run: Act) -> None:
        """Add a step at an instant."""
        self.steps.append(Step(at, run))

    def in_order(self) -> list[Step]:
        """Return the steps, earliest first; those of one instant stay as they were added."""
        return sorted(self.steps, key=lambda step: step.at)

    @property
    def first_instant(self) -> datetime:
        """A month before anything happens: when the partners joined."""
        return min(step.at for step in self.steps) - timedelta(days=30)


def steps(now: datetime) -> Plan:
    """Return what happened in the months before `now`."""
    _version, calendar = current_calendar()
    moments, plan = Moments(now, calendar), Plan()
    for place, case in enumerate(CASES):
        plan.add(moments.at(case.days_ago, 9 + place % 8, 7 * place % 60), do.send(case))
    _customers(plan, moments)
    _decisions(plan, moments)
    _channels(plan, moments)
    sales_steps(plan.add, moments)
    unit_steps(plan.add, moments)
    support_steps(plan.add, moments)
    price_steps(plan.add, moments)
    training_steps(plan.add, moments)
    directory_steps(plan.add, moments)
    category_steps(plan.add, moments)
    partnering_steps(plan.add, moments)
    _newcomers(plan, moments)
    return plan


def _customers(plan: Plan, moments: Moments) -> None:
    def load(now: datetime) -> None:
        admin, norte = do.colleague("adriana"), do.partner_person("norma")
        for actor, owner, rows in ((admin, None, CORPORATE), (norte, norte.partner_id, NORTE_BASE)):
            for external_id, legal, trade, cuit, province, locality, phone in rows:
                data = CustomerData(
                    legal_name=legal,
                    external_id=external_id,
                    trade_name=trade,
                    cuit=cuit,
                    province=province,
                    locality=locality,
                    phone=phone,
                )
                record_customer(actor=actor, now=now, owner_id=owner, data=data)

    plan.add(moments.at(75, 9), load)
    plan.add(moments.at(0, 4, 10), lambda now: tidy(now=now))  # as every night


def _decisions(plan: Plan, moments: Moments) -> None:
    for key, days in (("andina", 66), ("bazar", 58), ("espiga", 30), ("kiosco", 24)):
        plan.add(moments.at(days, 17, 20), do.accept(CASE[key]))
    plan.add(moments.at(18, 18, 10), do.accept(CASE["ombu"]))
    plan.add(moments.at(8, 18, 30), do.accept(CASE["paginas"]))
    plan.add(moments.at(25, 18, 5), do.decline_as_customer(CASE["patitas"]))
    plan.add(moments.at(6, 18, 0), do.check(CASE["tornillo"], ("DATA", "NEED")))
    plan.add(moments.at(5, 18, 0), do.check(CASE["farmacias"], ("DATA",)))
    plan.add(moments.at(6, 17, 40), do.judge(CASE["riobravo"], "N-106", "DIFFERENT"))
    plan.add(
        moments.at(12, 18, 15),
        lambda now: withdraw_notice(
            actor=do.partner_person("tomas"), now=now, notice_id=do.find(CASE["pasofirme"]).pk
        ),
    )
    plan.add(moments.at(3, 18, 45), lapse_notices)
    plan.add(
        moments.at(4, 18, 20),
        lambda now: ask_clarification(
            actor=do.colleague("elena"),
            now=now,
            notice_id=do.find(CASE["riobravo"]).pk,
            question="¿Cuántas mesas tiene el salón y en cuántos puestos se cobra?",
        ),
    )


def _channels(plan: Plan, moments: Moments) -> None:
    plan.add(moments.at(64, 18), do.assign(CASE["andina"], None, "INDUSTRY"))
    plan.add(moments.at(56, 18), do.assign(CASE["bazar"], "Pampa Sistemas", "RETAIL"))
    plan.add(moments.at(55, 18), do.take(CASE["bazar"], "sergio"))
    plan.add(moments.at(28, 18), do.assign(CASE["espiga"], "Pampa Sistemas", "FOOD"))
    plan.add(moments.at(27, 18), do.take(CASE["espiga"], "sergio"))
    plan.add(moments.at(22, 18), do.assign(CASE["kiosco"], "Pampa Sistemas", "RETAIL"))
    plan.add(moments.at(21, 18), do.take(CASE["kiosco"], "sergio"))
    plan.add(moments.at(2, 18, 30), do.assign(CASE["ombu"], "Reseller Norte", "SUPERMARKET"))
    plan.add(
        moments.at(50, 18),
        lambda now: win_lead(
            actor=do.colleague("elena"),
            now=now,
            assignment_id=do.lead_id(CASE["andina"]),
            note="Firmaron la orden de compra.",
        ),
    )
    plan.add(
        moments.at(44, 18),
        lambda now: win_lead(
            actor=do.partner_person("sergio"),
            now=now,
            assignment_id=do.lead_id(CASE["bazar"]),
            note="",
        ),
    )
    plan.add(
        moments.at(15, 18),
        lambda now: lose_lead(
            actor=do.partner_person("sergio"),
            now=now,
            assignment_id=do.lead_id(CASE["espiga"]),
            loss_reason="NO_BUDGET",
            note="Lo retoman el año próximo.",
        ),
    )
    plan.add(
        moments.at(9, 18),
        lambda now: report_progress(
            actor=do.partner_person("sergio"),
            now=now,
            uid=do.uid("progress", "kiosco"),
            assignment_id=do.lead_id(CASE["kiosco"]),
            note="Demostración hecha en el local de Caballito. Piden propuesta por cuatro licencias.",
        ),
    )
    for key, kind, days in (
        ("andina", "INTRODUCTION", 61),
        ("andina", "DEMO", 57),
        ("ombu", "INTRODUCTION", 16),
    ):
        plan.add(moments.at(days, 18, 40), _presales(key, kind))


def _presales(key: str, kind: str) -> Act:
    case = CASE[key]
    return lambda now: log_presales(
        actor=do.partner_person(case.sender),
        now=now,
        uid=do.uid("presales", key, kind),
        notice_id=do.find(case).pk,
        kind=kind,
        on_date=now.date(),
        people=f"{case.contact} ({case.role.lower()}), Elena Ríos",
        note="Recorrimos el local y repasamos la necesidad con quienes deciden.",
    )


def _newcomers(plan: Plan, moments: Moments) -> None:
    plan.add(
        moments.at(1, 19),
        lambda now: save_draft(
            actor=do.partner_person("lucia"), now=now, uid=do.uid("draft", 1), data=DRAFT
        ),
    )
    plan.add(moments.at(1, 18), _application("Montajes del Sur S.R.L.", 71, "Nadia Ferro"))


def _application(company: str, serial: int, person: str) -> Act:
    body = f"3000000{serial:03d}"

    def act(now: datetime) -> None:
        apply_to_join(
            actor=VISITOR,
            now=now,
            uid=do.uid("application", serial),
            data=ApplicationData(
                legal_name=company,
                cuit=f"{body}{check_digit(body)}",
                contact_name=person,
                email=f"{person.partition(' ')[0].lower()}@montajesdelsur.example",
                phone="011 4285-3300",
                province="B",
                categories=("SPONSOR",),
                sponsor_level="INTRODUCER",
                accepts_terms=True,
                terms_version=terms_on(now.date()).version,
            ),
        )
        token = confirmation_token(do.uid("application", serial))
        confirm_application(now=now + timedelta(minutes=4), token=token)

    return act
