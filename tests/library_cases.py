"""Short ways to a library with something in it."""

import io
from datetime import date, datetime
from typing import Any

import builders
from universo.benefits.library.models import Item, Version
from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.usecases.describe_material import ItemData
from universo.usecases.publish_material import Upload, VersionData, publish_item, publish_version

NOW = builders.NOON
TODAY = local_date(NOW)


def file(content: bytes = b"MZ driver", name: str = "driver.zip") -> Upload:
    """Return a file as a form gives it."""
    return Upload(name, io.BytesIO(content))


def version_data(label: str = "1.0", day: date = TODAY, **more: Any) -> VersionData:
    """Return what is typed of a version."""
    return VersionData(label=label, from_date=day, **more)


def item(
    keeper: Actor,
    title: str = "Driver de la impresora fiscal",
    *,
    now: datetime = NOW,
    content: bytes = b"MZ driver",
    day: date = TODAY,
    **more: Any,
) -> Item:
    """Publish a piece with a file (or, of videos, a link)."""
    kind = more.pop("kind", "DRIVER")
    link = "https://video.example/v/1" if kind == "VIDEO" else ""
    return publish_item(
        actor=keeper,
        now=now,
        uid=builders.new_uid(),
        item=ItemData(kind=kind, title=title, **more),
        version=version_data(day=day, link=link),
        upload=None if link else file(content),
    )


def version(keeper: Actor, of: Item, label: str = "1.1", **more: Any) -> Version:
    """Publish the next version of a piece."""
    content = more.pop("content", f"MZ driver {label}".encode())
    day, now = more.pop("day", TODAY), more.pop("now", NOW)
    return publish_version(
        actor=keeper,
        now=now,
        uid=builders.new_uid(),
        item_id=of.pk,
        version=version_data(label, day, **more),
        upload=file(content),
    )
