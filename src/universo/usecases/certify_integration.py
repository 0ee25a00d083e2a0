"""A software company asks to certify a version; Hasar does so by a dated checklist, or does not (R-1)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.integrations import files as kept_files
from universo.benefits.integrations import mails, queries
from universo.benefits.integrations.choices import CertificationStatus
from universo.benefits.integrations.models import (
    Certification,
    Evidence,
    Integration,
)
from universo.domain.decision_clock import local_date
from universo.domain.unit_lending import add_months
from universo.errors import Conflict, DomainError, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.usecases.state_integration import OTHER_DATA, note, require_isv


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
    partner_id = require_isv(actor)
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
