"""Administrators keep the skills by which the directory is searched (R-2)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from universo.audit.operations import record
from universo.benefits.directory.models import Skill
from universo.benefits.directory.queries import may_review
from universo.errors import DomainError, NotPermitted
from universo.identity.actor import Actor


@transaction.atomic
def add_skill(*, actor: Actor, now: datetime, name: str) -> Skill:
    """Add a skill; its address is made of its name and stays. Raises NotPermitted, DomainError (`name`)."""
    _require(actor)
    tidy = _tidy(name)
    code = slugify(tidy)[:40].strip("-")
    if not code:
        raise DomainError(_("Write it with letters."), field="name")
    try:
        with transaction.atomic():
            made = Skill.objects.create(code=code, name=tidy)
    except IntegrityError as error:
        raise DomainError(_("It is in the list already."), field="name") from error
    _say(actor, now, "benefits.skill.added", made)
    return made


@transaction.atomic
def change_skill(
    *, actor: Actor, now: datetime, skill_id: int, name: str, is_active: bool
) -> Skill:
    """Rename a skill, or offer it no longer (pages that have it keep it). Raises as `add_skill`."""
    _require(actor)
    found = Skill.objects.select_for_update().filter(pk=skill_id).first()
    if found is None:
        raise NotPermitted("")
    tidy = _tidy(name)
    if (found.name, found.is_active) == (tidy, is_active):
        return found
    found.name, found.is_active = tidy, is_active
    try:
        with transaction.atomic():
            found.save(update_fields=["name", "is_active"])
    except IntegrityError as error:
        raise DomainError(_("It is in the list already."), field="name") from error
    _say(actor, now, "benefits.skill.changed" if is_active else "benefits.skill.retired", found)
    return found


def _require(actor: Actor) -> None:
    if not may_review(actor):
        raise NotPermitted("")


def _tidy(name: str) -> str:
    tidy = " ".join(name.replace("\0", "").split())
    if not 3 <= len(tidy) <= 80:
        raise DomainError(
            _("Write from %(least)d to %(most)d characters.") % {"least": 3, "most": 80},
            field="name",
        )
    return tidy


def _say(actor: Actor, now: datetime, name: str, skill: Skill) -> None:
    record(
        actor=actor, now=now, name=name, subject_kind="program", subject_id=skill.pk,
        skill=skill.name,
    )  # fmt: skip
