"""Reading units, loans and rules. What the actor may not see does not exist for him."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from universo.benefits.units.choices import Answer, LoanStatus
from universo.benefits.units.models import (
    DemoUnit,
    Extension,
    LendingRules,
    Loan,
    LoanPhoto,
    UnitHold,
)
from universo.domain.unit_lending import Held, Rules
from universo.errors import NotPermitted
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.opportunities import queries as notices
from universo.opportunities.models import Notice, NoticeStatus
from universo.program.models import Product
from universo.routing import queries as leads
from universo.routing.models import AssignmentStatus

KEEPERS = (StaffRole.PROGRAM_ADMIN, StaffRole.CHANNEL_MANAGER)
ENDED = (LoanStatus.RETURNED, LoanStatus.SOLD, LoanStatus.LOST)


def is_keeper(actor: Actor) -> bool:
    """Tell whether the actor decides about loans and keeps the stock."""
    return actor.user_id is not None and actor.has(*KEEPERS)


def visible_to(actor: Actor) -> QuerySet[Loan]:
    """Return the loans of the actor's partner; all of them for keepers and auditors, for an executive
    those of his partners."""
    rows = Loan.objects.select_related(
        "partner", "author", "product", "notice__prospect", "hold__unit__product"
    )
    if actor.sees_everything or is_keeper(actor):
        return rows
    if actor.user_id is not None and actor.has(StaffRole.ACCOUNT_EXECUTIVE):
        return rows.filter(partner__account_executive_id=actor.user_id)
    return rows.filter(partner_id=actor.partner_id or 0)


def reads_stock(actor: Actor) -> bool:
    """Tell whether the actor reads the stock, its calendar and the rules, besides loans."""
    return actor.sees_everything or is_keeper(actor)


def loan(actor: Actor, loan_id: int) -> Loan:
    """Return one loan. Raises NotPermitted if out of sight."""
    found = visible_to(actor).filter(pk=loan_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def loan_by_uid(actor: Actor, uid: UUID) -> Loan:
    """Return the loan whose notes carry this code. Raises NotPermitted if out of sight."""
    found = visible_to(actor).filter(uid=uid).first()
    if found is None:
        raise NotPermitted("")
    return found


def live_loans(actor: Actor) -> QuerySet[Loan]:
    """Return the visible loans that are asked for, approved or out: what ends first stands first."""
    live = (LoanStatus.REQUESTED, LoanStatus.APPROVED, LoanStatus.OUT)
    return visible_to(actor).filter(status__in=live).order_by("due_date", "pk")


def search_loans(
    actor: Actor, today: date, *, state: str = "", product_id: int | None = None, text: str = ""
) -> QuerySet[Loan]:
    """Return visible loans. `state` is a status, OVERDUE, LIVE or empty; `text` a partner or serial."""
    rows = visible_to(actor)
    if state == "OVERDUE":
        rows = rows.filter(status=LoanStatus.OUT, due_date__lt=today).order_by("due_date", "pk")
    elif state == "LIVE":
        rows = live_loans(actor)
    elif state in LoanStatus.values:
        rows = rows.filter(status=state)
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    text = text.replace("\0", "").strip()
    if text:
        found = Q(partner__legal_name__icontains=text) | Q(partner__trade_name__icontains=text)
        rows = rows.filter(found | Q(hold__unit__serial__icontains=text))
    return rows


def counts(actor: Actor, today: date) -> dict[str, int]:
    """Return how many visible loans wait for an answer, for the handing over, are out, are overdue."""
    rows = visible_to(actor)
    return rows.order_by().aggregate(
        requested=Count("pk", filter=Q(status=LoanStatus.REQUESTED)),
        approved=Count("pk", filter=Q(status=LoanStatus.APPROVED)),
        out=Count("pk", filter=Q(status=LoanStatus.OUT)),
        overdue=Count("pk", filter=Q(status=LoanStatus.OUT, due_date__lt=today)),
    )


def extensions_waiting(actor: Actor) -> QuerySet[Extension]:
    """Return the requests for more days without an answer, of visible loans."""
    rows = Extension.objects.select_related("loan__partner", "loan__product")
    return rows.filter(loan__in=visible_to(actor), answer=Answer.WAITING)


def photo(actor: Actor, photo_id: int) -> LoanPhoto:
    """Return a photo of a visible loan. Raises NotPermitted."""
    found = LoanPhoto.objects.filter(pk=photo_id, loan__in=visible_to(actor)).first()
    if found is None:
        raise NotPermitted("")
    return found


def units_visible_to(actor: Actor) -> QuerySet[DemoUnit]:
    """Return the stock, for keepers and auditors; partners know models and days only."""
    rows = DemoUnit.objects.select_related("product", "buyer")
    return rows if actor.sees_everything or is_keeper(actor) else rows.none()


def unit(actor: Actor, unit_id: int) -> DemoUnit:
    """Return one unit. Raises NotPermitted if out of sight."""
    found = units_visible_to(actor).filter(pk=unit_id).first()
    if found is None:
        raise NotPermitted("")
    return found


def stock_of(product_id: int) -> QuerySet[DemoUnit]:
    """Return the units of a model that are in stock."""
    return DemoUnit.objects.filter(product_id=product_id, gone="").select_related("product")


def holds_of(found: DemoUnit) -> QuerySet[UnitHold]:
    """Return all days on which a unit was or will be taken, the latest first."""
    rows = UnitHold.objects.filter(unit=found).select_related("loan__partner", "opened_by")
    return rows.order_by("-opened_at", "-pk")


def away_of(units: Iterable[DemoUnit]) -> dict[int, UnitHold]:
    """Return for which cause each of these units is away now, by unit."""
    rows = UnitHold.objects.filter(unit__in=list(units), is_away=True)
    return {row.unit_id: row for row in rows.select_related("loan__partner")}


def rules_on(day: date) -> LendingRules:
    """Return the rules in force on a local day. Raises LendingRules.DoesNotExist before the first."""
    return LendingRules.objects.filter(valid_from__lte=day).order_by("-valid_from")[:1].get()


def all_rules() -> QuerySet[LendingRules]:
    """Return the rules of all times, the newest first: they are no secret."""
    return LendingRules.objects.select_related("created_by")


def others_held(partner_id: int, product_id: int, but: int = 0) -> list[Held]:
    """Return a partner's loans of a model as the rules look at them."""
    rows = Loan.objects.filter(partner_id=partner_id, product_id=product_id).exclude(pk=but)
    return [Held(row.status, row.ended_date) for row in rows]


def models_lent() -> list[Product]:
    """Return the models of which there is a unit in stock, each with how many in `units`."""
    stock = DemoUnit.objects.filter(gone="", product=OuterRef("pk")).order_by()
    counted = stock.values("product").annotate(n=Count("pk")).values("n")
    rows = Product.objects.annotate(units=Subquery(counted)).filter(units__gt=0)
    return list(rows.select_related("family").order_by("name"))


def free_units(
    product_id: int, from_date: date, due_date: date, today: date, but: int = 0
) -> QuerySet[DemoUnit]:
    """Return the units of a model that nothing takes from one day to another, both included.

    A unit that should be back and is not is free on no day. `but` is a loan to look past.
    """
    held = UnitHold.objects.filter(unit=OuterRef("pk"), is_live=True).exclude(loan_id=but)
    taken = held.filter(during__overlap=(from_date, due_date + timedelta(days=1)))
    late = held.filter(is_away=True, during__endswith__lte=today)
    return (
        DemoUnit.objects.filter(product_id=product_id, gone="", since_date__lte=from_date)
        .filter(~Exists(taken), ~Exists(late))
        .select_related("product")
    )


@dataclass(frozen=True, slots=True)
class DayUse:
    """A day of a model's calendar: units in stock that day, and how many of them are free."""

    day: date
    stock: int
    free: int


def days_of(product_id: int, first: date, last: date, today: date) -> list[DayUse]:
    """Return each day from `first` to `last` of a model, for its calendar."""
    units = list(DemoUnit.objects.filter(product_id=product_id))
    holds = list(
        UnitHold.objects.filter(
            unit__in=units, is_live=True, during__overlap=(first, last + timedelta(days=1))
        )
    )
    late = {row.unit_id: row.during.upper for row in late_holds(product_id, today)}
    found = []
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        here = {
            u.pk for u in units if u.since_date <= day and not (u.gone_date and u.gone_date <= day)
        }
        taken = {h.unit_id for h in holds if day in _days(h)}
        taken |= {pk for pk, since in late.items() if since is not None and day >= since}
        found.append(DayUse(day, len(here), len(here - taken)))
    return found


class _Days:
    """The days of a hold, open at its end where it has none."""

    def __init__(self, lower: date | None, upper: date | None) -> None:
        self.lower, self.upper = lower, upper

    def __contains__(self, day: date) -> bool:
        starts = self.lower is not None and self.lower <= day
        return starts and (self.upper is None or day < self.upper)


def _days(hold: UnitHold) -> _Days:
    return _Days(hold.during.lower, hold.during.upper)


def late_holds(product_id: int, today: date) -> QuerySet[UnitHold]:
    """Return what keeps units of a model away after the days planned for it."""
    return UnitHold.objects.filter(
        unit__product_id=product_id, is_away=True, during__endswith__lte=today
    )


def linkable_notices(actor: Actor) -> list[Notice]:
    """Return what a loan may serve: own notices not refused, and leads that the partner works."""
    if actor.partner_id is None:
        return []
    own = notices.visible_to(actor).filter(
        status__in=(NoticeStatus.SUBMITTED, NoticeStatus.ACCEPTED)
    )
    working = leads.visible_to(actor).filter(
        status__in=(AssignmentStatus.ACTIVE, AssignmentStatus.WON)
    )
    rows = Notice.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=working.values("notice_id")))
    return list(rows.select_related("prospect").order_by("-number"))


def rules_for(day: date) -> Rules:
    """Return the rules in force on a local day as the domain judges by them."""
    return rules_on(day).rules
