"""A software company states its integrations; Hasar certifies a version by a dated checklist (R-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.integrations import files as kept_files
from universo.benefits.integrations import mails, queries
from universo.benefits.integrations.choices import CertificationStatus
from universo.benefits.integrations.models import (
    Certification,
    Checklist,
    Evidence,
    Integration,
)
from universo.domain.decision_clock import local_date
from universo.domain.unit_lending import add_months
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.program.choices import Category
from universo.program.models import Product, ProductFamily

OTHER_DATA = _("From this page something else was already recorded.")


@dataclass(frozen=True, slots=True)
class IntegrationData:
    """What a partner states of an integration; `product_id` narrows the family."""

    software: str
    summary: str
    family_id: int
    product_id: int | None = None
    is_public: bool = False


@transaction.atomic
def state_integration(
    *, actor: Actor, now: datetime, uid: UUID, data: IntegrationData
) -> Integration:
    """Record an integration of the actor's partner; the same `uid` gives the first one again.

    Raises NotPermitted unless it is a software company today, InvalidInput (fields of
    IntegrationData), Conflict when something else came under this `uid`.
    """
    partner_id = _isv(actor)
    values = _checked(data)
    known = Integration.objects.filter(uid=uid).first()
    if known is not None:
        if known.partner_id != partner_id or any(
            getattr(known, name) != value for name, value in values.items()
        ):
            raise Conflict(OTHER_DATA)
        return known
    made = Integration.objects.create(
        uid=uid, partner_id=partner_id, created_at=now, created_by_id=actor.user_id or 0, **values
    )
    note(actor, now, "stated", made)
    return made


@transaction.atomic
def edit_integration(
    *, actor: Actor, now: datetime, integration_id: int, data: IntegrationData
) -> Integration:
    """Correct an integration that has no certification asked for yet, or only its words afterwards.

    Raises NotPermitted, InvalidInput, Conflict when what it works with was judged already.
    """
    partner_id = _isv(actor)
    rows = Integration.objects.select_for_update()
    found = rows.filter(pk=integration_id, partner_id=partner_id).first()
    if found is None:
        raise NotPermitted("")
    values = _checked(data)
    other = (found.family_id, found.product_id) != (values["family_id"], values["product_id"])
    if other and found.certifications.exists():
        raise Conflict(
            _("What it works with was reviewed already: state another integration."), field="family"
        )
    Integration.objects.filter(pk=found.pk).update(**values)
    found.refresh_from_db()
    note(actor, now, "edited", found)
    return found


def ask_certification(
    *,
    actor: Actor,
    now: datetime,
    uid: UUID,
    integration_id: int,
    version: str,
    works_with_version: str = "",
    notes: str = "",
    files: Sequence[tuple[str, bytes]] = (),
) -> Certification:
    """Ask Hasar to certify a version, with evidence; the checklist of the day goes with it.

    The same `uid` gives the first one again. Raises NotPermitted, InvalidInput or DomainError
    (`version`, `evidence`), Conflict when a review goes on or something else came under this `uid`.
    """
    partner_id = _isv(actor)
    stored = kept_files.store_files(files)
    try:
        with transaction.atomic():
            made, is_new = _ask(
                actor, now, uid, partner_id, integration_id,
                {"version": version.strip()[:40],
                 "works_with_version": works_with_version.strip()[:80],
                 "notes": notes.strip()[:2000]},
                stored,
            )  # fmt: skip
    except Exception:
        kept_files.drop_files(stored)
        raise
    if not is_new:
        kept_files.drop_files(stored)
    return made


def _ask(
    actor: Actor, now: datetime, uid: UUID, partner_id: int, integration_id: int,
    values: dict[str, str], stored: Sequence[kept_files.StoredFile],
) -> tuple[Certification, bool]:  # fmt: skip
    rows = Integration.objects.select_for_update()
    found = rows.filter(pk=integration_id, partner_id=partner_id).first()
    if found is None:
        raise NotPermitted("")
    known = Certification.objects.filter(uid=uid).first()
    if known is not None:
        same = all(getattr(known, name) == value for name, value in values.items())
        if known.integration_id != found.pk or not same:
            raise Conflict(OTHER_DATA)
        return known, False
    if not values["version"]:
        raise InvalidInput({"version": [_("Write the version.")]})
    try:
        with transaction.atomic():
            made = Certification.objects.create(
                uid=uid, integration=found, status=CertificationStatus.REQUESTED, asked_at=now,
                asked_by_id=actor.user_id or 0,
                checklist=queries.checklist_for(found.family_id, local_date(now)), **values,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("A version of this integration is under review.")) from error
    for one in stored:
        Evidence.objects.create(
            certification=made, stored_name=one.stored_name, file_name=one.file_name,
            content_type=one.content_type, size=one.size, sha256=one.sha256,
        )  # fmt: skip
    note(actor, now, "review_asked", found, version=made.version)
    mails.tell_keepers(made, now)
    return made, True


@transaction.atomic
def certify(
    *, actor: Actor, now: datetime, certification_id: int, passed: Sequence[int], answer: str = ""
) -> Certification:
    """Certify a version: every point of its checklist must hold; it expires after the list's months.

    Raises NotPermitted, DomainError (`passed`), Conflict when it was decided.
    """
    found = _locked(actor, certification_id, CertificationStatus.REQUESTED)
    places = sorted({place for place in passed if 0 <= place < len(found.checklist.points)})
    if len(places) < len(found.checklist.points):
        raise DomainError(
            _("To certify, every point must hold. Otherwise do not certify, and say why."),
            field="passed",
        )
    until = add_months(local_date(now), found.checklist.months)
    _decide(found, actor, now, CertificationStatus.CERTIFIED, answer, places, until)
    note(actor, now, "certified", found.integration, version=found.version,
         until_date=until.isoformat())  # fmt: skip
    mails.tell_partner(found, now)
    return found


@transaction.atomic
def refuse(
    *, actor: Actor, now: datetime, certification_id: int, passed: Sequence[int], reason: str
) -> Certification:
    """Do not certify, and say why; the points that hold are kept. Raises as `certify`, InvalidInput."""
    found, why = _locked(actor, certification_id, CertificationStatus.REQUESTED), _why(reason)
    places = sorted({place for place in passed if 0 <= place < len(found.checklist.points)})
    _decide(found, actor, now, CertificationStatus.DECLINED, why, places, None)
    note(actor, now, "refused", found.integration, version=found.version, reason=why)
    mails.tell_partner(found, now)
    return found


@transaction.atomic
def revoke(*, actor: Actor, now: datetime, certification_id: int, reason: str) -> Certification:
    """Withdraw a certification before its day, and say why. Raises NotPermitted, InvalidInput, Conflict."""
    found, why = _locked(actor, certification_id, CertificationStatus.CERTIFIED), _why(reason)
    Certification.objects.filter(pk=found.pk).update(
        status=CertificationStatus.REVOKED, answer=why, expires_date=local_date(now)
    )
    found.refresh_from_db()
    note(actor, now, "revoked", found.integration, version=found.version, reason=why)
    mails.tell_partner(found, now)
    return found


@transaction.atomic
def set_checklist(
    *, actor: Actor, now: datetime, family_id: int | None, points: Sequence[str], months: int,
    from_date: date,
) -> Checklist:  # fmt: skip
    """Set what is looked at from today or a later day on; reviews asked for before keep theirs.

    Raises NotPermitted, InvalidInput (`points`, `months`, `from_date`, `family`).
    """
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    tidy = [" ".join(point.replace("\0", "").split())[:240] for point in points]
    tidy = [point for point in tidy if point]
    errors: dict[str, list[Any]] = {}
    if not 1 <= len(tidy) <= 40:
        errors["points"] = [_("Write 1 to 40 points, one a line.")]
    if not 1 <= months <= 60:
        errors["months"] = [_("Write 1 to 60 months.")]
    if from_date < local_date(now):
        errors["from_date"] = [_("Choose today or a later day.")]
    if family_id is not None and not ProductFamily.objects.filter(pk=family_id).exists():
        errors["family"] = [_("Choose one of the list.")]
    if errors:
        raise InvalidInput(errors)
    # What was set for that day or later, and nobody was judged by, is replaced.
    judged = Certification.objects.values("checklist_id")
    Checklist.objects.filter(family_id=family_id, valid_from__gte=from_date).exclude(
        pk__in=judged
    ).delete()
    made, is_new = Checklist.objects.get_or_create(
        family_id=family_id, valid_from=from_date,
        defaults={"points": tidy, "months": months, "created_at": now,
                  "created_by_id": actor.user_id},
    )  # fmt: skip
    if not is_new:
        raise InvalidInput(
            {"from_date": [_("Somebody was judged by the one of that day already.")]}
        )
    record(
        actor=actor, now=now, name="benefits.checklist.set", subject_kind="program",
        subject_id=made.pk, family=made.family.name if made.family else "",
        from_date=from_date.isoformat(), points=len(tidy), months=months,
    )  # fmt: skip
    return made


def note(actor: Actor, now: datetime, verb: str, found: Integration, **data: Any) -> None:
    """Tell the timelines of the integration and of its partner; the partner may read it."""
    for kind, subject in (("integration", found.pk), ("partner", found.partner_id)):
        record(
            actor=actor, now=now, name=f"benefits.integration.{verb}", subject_kind=kind,
            subject_id=subject, partner_may_read=True, software=found.software, **data,
        )  # fmt: skip


def _isv(actor: Actor) -> int:
    if actor.partner_id is None or not actor.in_category(Category.ISV):
        raise NotPermitted("")
    return actor.partner_id


def _checked(data: IntegrationData) -> dict[str, Any]:
    software = " ".join(data.software.replace("\0", "").split())
    summary = " ".join(data.summary.replace("\0", "").split())
    errors: dict[str, list[Any]] = {}
    if not 2 <= len(software) <= 120:
        errors["software"] = [_("Write the name of your software.")]
    if not 10 <= len(summary) <= 600:
        errors["summary"] = [_("Write it in 10 to 600 characters.")]
    product = Product.objects.filter(pk=data.product_id or 0).first()
    if not ProductFamily.objects.filter(pk=data.family_id).exists():
        errors["family"] = [_("Choose one of the list.")]
    elif data.product_id is not None and (product is None or product.family_id != data.family_id):
        errors["product"] = [_("Choose a product of that family.")]
    if errors:
        raise InvalidInput(errors)
    return {
        "software": software, "summary": summary, "family_id": data.family_id,
        "product_id": data.product_id, "is_public": data.is_public,
    }  # fmt: skip


def _locked(actor: Actor, certification_id: int, status: str) -> Certification:
    if not queries.is_keeper(actor):
        raise NotPermitted("")
    rows = Certification.objects.select_for_update(of=("self",))
    found = rows.select_related("integration", "checklist").filter(pk=certification_id).first()
    if found is None:
        raise NotPermitted("")
    if found.status != status:
        raise Conflict(_("Somebody else did it a moment ago."))
    return found


def _decide(
    found: Certification, actor: Actor, now: datetime, status: str, answer: str,
    places: list[int], until: date | None,
) -> None:  # fmt: skip
    Certification.objects.filter(pk=found.pk).update(
        status=status, decided_at=now, decided_by_id=actor.user_id, passed=places,
        answer=answer.replace("\0", "").strip()[:500], expires_date=until,
    )  # fmt: skip
    found.refresh_from_db()


def _why(text: str) -> str:
    tidy = text.replace("\0", "").strip()[:500]
    if len(tidy) < 5:
        raise InvalidInput({"reason": [_("Write the reason.")]})
    return tidy
