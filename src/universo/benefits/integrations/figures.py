"""What the catalogue of integrations holds and what certifying asked for, in a period (R-1)."""

from dataclasses import dataclass
from datetime import date

from universo.benefits.integrations.choices import CertificationStatus
from universo.benefits.integrations.models import Certification, Integration
from universo.benefits.integrations.queries import READERS
from universo.domain.decision_clock import end_of_day
from universo.identity.actor import Actor


@dataclass(frozen=True, slots=True)
class CatalogueFigures:
    """Integrations on the last day; reviews asked for and decided in the period; in force at its end."""

    integrations: int = 0
    asked: int = 0
    certified: int = 0
    declined: int = 0
    in_force: int = 0


def figures(actor: Actor, first: date, last: date) -> CatalogueFigures:
    """Return the figures of the days from `first` to `last`, both included; nothing for others."""
    if not (actor.sees_everything or actor.has(*READERS)):
        return CatalogueFigures()
    end = end_of_day(last)
    rows = Certification.objects.all()
    decided = rows.filter(decided_at__date__gte=first, decided_at__lt=end)
    certified = (CertificationStatus.CERTIFIED, CertificationStatus.REVOKED)
    return CatalogueFigures(
        integrations=Integration.objects.filter(created_at__lt=end).count(),
        asked=rows.filter(asked_at__date__gte=first, asked_at__lt=end).count(),
        certified=decided.filter(status__in=certified).count(),
        declined=decided.filter(status=CertificationStatus.DECLINED).count(),
        in_force=rows.filter(
            status=CertificationStatus.CERTIFIED, decided_at__lt=end, expires_date__gt=last
        ).count(),
    )
