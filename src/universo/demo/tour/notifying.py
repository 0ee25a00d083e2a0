"""Steps 2 and 3: the notice with its receipt, the four checks, the decision and the lapse."""

from datetime import datetime, timedelta

from universo.audit.queries import journal_faults
from universo.demo.tour.people import Staff, opportunity, uid
from universo.demo.tour.telling import Teller, amount
from universo.domain.decision_clock import BUENOS_AIRES
from universo.errors import DomainError
from universo.evaluation.judging import judge_finding
from universo.evaluation.models import Finding
from universo.evaluation.operations import set_verdict
from universo.identity.actor import Actor
from universo.opportunities.models import FrozenRate, Notice
from universo.opportunities.receipt import is_genuine
from universo.program.queries import rates_in_force
from universo.usecases.decide_notice import accept_notice, decline_notice
from universo.usecases.evaluate_notice import evaluate_notice
from universo.usecases.lapse_notices import lapse_notices
from universo.usecases.submit_notice import submit_notice

CHECKS = {
    "DATA": "datos validados",
    "DUPLICATES": "sin duplicados entre promotores",
    "NEED": "necesidad certificada",
    "CUSTOMERS": "no es cliente de nadie",
}
KINDS = {
    "cuit": "CUIT",
    "legal_name": "razón social",
    "trade_name": "nombre de fantasía",
    "phone": "teléfono",
    "email": "correo",
    "domain": "dominio",
    "address": "domicilio",
    "contact": "contacto",
    "base": "punto de partida",
    "crossed_name": "nombre",
    "other_name": "otro nombre",
    "legal_form": "forma jurídica",
    "owner": "titular",
    "place": "lugar",
    "together": "en conjunto",
    "rival": "otra que compite",
}


def show_rates(teller: Teller, sponsor: Actor, when: datetime) -> None:
    """The sponsor reads his rates (R-13)."""
    found = {row.family_code: row.rate_bp for row in rates_in_force("REFERRER", when.date())}
    teller.say(when, f"{sponsor.name} entra y ve sus porcentajes de demostración.", "R-13")
    teller.expect("gestión comercial, orientador, en puntos básicos", found["SW-GESTION"], 500)
    teller.expect("familias de hardware con porcentaje para él", _hardware(found), 0)


def _hardware(found: dict[str, int]) -> int:
    return sum(code.startswith("HW-") for code in found)


def notify(teller: Teller, sponsor: Actor, when: datetime, key: str, **changes: object) -> Notice:
    """Send a notice and gather its evidence, as the worker does."""
    data = opportunity(**changes)
    notice = submit_notice(actor=sponsor, clock=lambda: when, uid=uid("tour", key), data=data)
    evaluate_notice(now=when, notice_id=notice.pk)
    teller.say(
        when, f"{sponsor.name} avisa la oportunidad «{data['legal_name']}».", "R-7", "P-5", "P-12"
    )
    teller.say(None, f"Acuse {notice.reference}, SHA-256 {notice.content_sha256[:16]}…")
    assert notice.due_at is not None
    until = (notice.due_at - timedelta(minutes=1)).astimezone(BUENOS_AIRES)
    teller.say(None, f"Vence el {until:%d/%m/%Y} a las 24:00.", "R-9", "P-1", "P-2", "P-3")
    return notice


def check_receipt(teller: Teller, notice: Notice, sponsor: Actor, when: datetime) -> None:
    """The receipt is genuine, and sending again gives the same one (protocol 5)."""
    again = submit_notice(
        actor=sponsor,
        clock=lambda: when + timedelta(seconds=2),
        uid=notice.uid,
        data=opportunity(),
    )
    teller.expect("doble clic, mismo acuse", again.reference, notice.reference)
    teller.expect("firma y diario verificados", "sí" if is_genuine(notice) else "no", "sí")
    teller.expect("renglones dañados en el diario", len(journal_faults()), 0)


def decide(teller: Teller, staff: Staff, notice: Notice, when: datetime) -> Notice:
    """Four checks passed, then acceptance; rates and base are frozen (R-8, R-9, P-6, P-7)."""
    teller.refused(
        "aceptar sin decidir las cuatro verificaciones",
        lambda: accept_notice(actor=staff.executive, clock=lambda: when, notice_id=notice.pk),
        DomainError,
    )
    for kind, words in CHECKS.items():
        set_verdict(
            actor=staff.executive,
            now=when,
            notice_id=notice.pk,
            kind=kind,
            verdict="PASSED",
        )
        teller.say(when, f"{staff.executive.name}: {words}.", "R-8")
    accepted = accept_notice(actor=staff.executive, clock=lambda: when, notice_id=notice.pk)
    teller.say(when, f"{accepted.reference} aceptada formalmente.", "R-9", "P-6", "P-7")
    rate = FrozenRate.objects.get(notice=accepted, family__code="SW-GESTION", product=None).rate_bp
    teller.expect("porcentaje congelado, en puntos básicos", rate, 500)
    until = accepted.protected_until_date
    teller.expect("protegida hasta", f"{until:%d/%m/%Y}", f"{when + timedelta(days=365):%d/%m/%Y}")
    return accepted


def decline_duplicate(teller: Teller, staff: Staff, notice: Notice, when: datetime) -> None:
    """The later notice of the same customer is the duplicate (P-5), and is told no names (§4)."""
    found = list(Finding.objects.filter(check_of__notice=notice, other_notice__isnull=False))
    teller.expect("parecidos con avisos anteriores", len(found), 1)
    teller.say(None, "Por qué: " + ", ".join(_evidence(found[0])), "R-8")
    judge_finding(actor=staff.executive, now=when, finding_id=found[0].pk, verdict="SAME")
    declined = decline_notice(
        actor=staff.executive,
        clock=lambda: when,
        notice_id=notice.pk,
        reason="ALREADY_NOTIFIED",
        note="El cliente ya había sido informado al programa.",
    )
    teller.say(when, f"{declined.reference} rechazada: el cliente ya había sido informado.", "P-5")


def _evidence(finding: Finding) -> list[str]:
    return [
        f"{KINDS.get(row['kind'], row['kind'])} {row['weight']:+.1f}".replace(".", ",")
        for row in finding.evidence
    ]


def let_lapse(teller: Teller, staff: Staff, notice: Notice) -> None:
    """At the due instant the notice is dismissed, whether or not a job ran (R-10, §5)."""
    assert notice.due_at is not None
    due = notice.due_at
    teller.refused(
        "aceptar en el instante del vencimiento",
        lambda: accept_notice(actor=staff.executive, clock=lambda: due, notice_id=notice.pk),
        DomainError,
    )
    teller.expect("desestimadas que registra el trabajo diario", lapse_notices(due), 1)
    teller.expect("la segunda vez", lapse_notices(due + timedelta(minutes=5)), 0)
    notice.refresh_from_db()
    teller.expect("estado", notice.get_status_display(), "Desestimada por vencimiento")


__all__ = ["amount", "check_receipt", "decide", "decline_duplicate", "let_lapse", "notify"]
