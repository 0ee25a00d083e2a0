"""Editions of a course: pages of a draft, published one after another; what is published stays (R-2)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from universo.benefits.training import queries, typed
from universo.benefits.training.models import Course, CourseVersion, Page
from universo.errors import Conflict, InvalidInput, NotPermitted
from universo.identity.actor import Actor
from universo.usecases.keep_courses import locked, note


@transaction.atomic
def begin_edition(*, actor: Actor, now: datetime, course_id: int) -> CourseVersion:
    """Begin the next edition as a copy of the last one; the draft that there is is given again.

    Raises NotPermitted.
    """
    found = locked(actor, course_id)
    draft = queries.draft(found.pk)
    if draft is not None:
        return draft
    last = found.versions.order_by("-number")[0]
    made = CourseVersion.objects.create(
        course=found, number=last.number + 1, created_at=now, created_by_id=actor.user_id or 0
    )
    for page in last.pages.all():
        page.pk, page.version = None, made
        page.save(force_insert=True)
    note(actor, now, "benefits.course.edition_begun", found, number=made.number)
    return made


@transaction.atomic
def save_page(
    *,
    actor: Actor,
    now: datetime,
    course_id: int,
    title: str,
    body: str,
    video: str = "",
    position: int = 0,
    page_id: int | None = None,
) -> Page:
    """Add a page to the draft, or change one of it; `position` 0 is the end.

    Raises NotPermitted, InvalidInput (`title`, `body`, `video`), Conflict without a draft.
    """
    found = locked(actor, course_id)
    draft = _draft(found)
    values = _page_values(title, body, video)
    rows = list(draft.pages.order_by("position"))
    page = next((row for row in rows if row.pk == page_id), None)
    if page_id is not None and page is None:
        raise NotPermitted("")
    others = [row for row in rows if row is not page]
    page = page or Page(version=draft, position=len(rows) + 1)
    for name, value in values.items():
        setattr(page, name, value)
    page.save()
    place = len(others) if not position else min(max(position, 1), len(others) + 1) - 1
    _renumber([*others[:place], page, *others[place:]])
    return page


@transaction.atomic
def remove_page(*, actor: Actor, now: datetime, course_id: int, page_id: int) -> None:
    """Take a page out of the draft. Raises NotPermitted, Conflict without a draft."""
    draft = _draft(locked(actor, course_id))
    deleted, _rows = draft.pages.filter(pk=page_id).delete()
    if not deleted:
        raise NotPermitted("")
    _renumber(draft.pages.order_by("position"))


@transaction.atomic
def publish_edition(*, actor: Actor, now: datetime, course_id: int, news: str) -> CourseVersion:
    """Publish the draft: from now on partners read it. Raises NotPermitted, InvalidInput (`news`),
    Conflict without a draft or when it has no page."""
    found = locked(actor, course_id)
    draft, news = _draft(found), typed.line(news)
    faults = typed.lengths({"news": news}, {"news": (0, 240)})
    if faults:
        raise InvalidInput(faults)
    if not draft.pages.exists():
        raise Conflict(_("Write at least one page first."))
    draft.note, draft.published_at, draft.published_by_id = news, now, actor.user_id
    draft.save(update_fields=["note", "published_at", "published_by"])
    note(actor, now, "benefits.course.published", found, number=draft.number, news=news)
    return draft


def _draft(found: Course) -> CourseVersion:
    draft = queries.draft(found.pk)
    if draft is None:
        raise Conflict(_("What is published does not change: begin a new edition."))
    return draft


def _renumber(pages: Iterable[Page]) -> None:
    for position, page in enumerate(pages, 1):
        if page.position != position:
            Page.objects.filter(pk=page.pk).update(position=position)


def _page_values(title: str, body: str, video: str) -> dict[str, str]:
    texts = {
        "title": typed.line(title),
        "body": body.replace("\0", "").replace("\r\n", "\n").strip(),
        "video": video.strip(),
    }
    limits = {"title": (3, 120), "body": (0, 40_000), "video": (0, 500)}
    faults = {**typed.lengths(texts, limits), **typed.links({"video": texts["video"]})}
    if not texts["body"] and not texts["video"]:
        faults.setdefault("body", [_("Write a text or give a video.")])
    if faults:
        raise InvalidInput(faults)
    content = json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()
    return {**texts, "sha256": hashlib.sha256(content).hexdigest()}
