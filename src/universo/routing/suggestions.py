"""The ranked executing channels of a notice, with the reason of each rank in words (R-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from universo.domain import channel_fit
from universo.opportunities.models import Notice
from universo.program.choices import CustomerProfile, ProductKind
from universo.program.models import Province
from universo.routing.models import ExecutingChannel
from universo.routing.queries import open_load, usable_channels
from universo.routing.wording import reason_text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A channel with its place, its score (0 to 100) and the sentences that explain it."""

    place: int
    channel: ExecutingChannel
    score: int
    load: int
    reasons: tuple[dict[str, Any], ...]  # {"code", "points", "params"}: what the snapshot keeps
    sentences: tuple[tuple[str, int], ...]  # (words, points)
    is_sponsor: bool  # the channel's partner is the sponsor of this very notice: allowed, flagged


def suggestions(notice: Notice, profile: str, day: date) -> list[Suggestion]:
    """Rank the channels usable on a local day for a notice and a profile; it never decides (R-11)."""
    channels = {str(row.pk): row for row in usable_channels(day).distinct()}
    load = open_load()
    fits = channel_fit.rank(_need(notice, profile), [_fact(row, load) for row in channels.values()])
    names = dict(Province.objects.values_list("letter", "name"))
    return [
        _suggestion(place, fit, channels[fit.channel.id], notice, names)
        for place, fit in enumerate(fits, start=1)
    ]


def snapshot(ranked: list[Suggestion]) -> list[dict[str, Any]]:
    """Return the ranking as JSON, to be kept with the choice made in sight of it."""
    return [
        {
            "place": item.place,
            "channel_id": item.channel.pk,
            "name": item.channel.name,
            "score": item.score,
            "load": item.load,
            "reasons": list(item.reasons),
        }
        for item in ranked
    ]


def _need(notice: Notice, profile: str) -> channel_fit.Need:
    prospect = notice.prospect
    kinds = notice.items.values_list("family__kind", flat=True)
    return channel_fit.Need(
        province=(prospect.province_id or "") if prospect else "",
        locality=prospect.locality if prospect else "",
        profile=profile,
        kinds=frozenset(kinds),
    )


def _fact(row: ExecutingChannel, load: Mapping[int, int]) -> channel_fit.Channel:
    return channel_fit.Channel(
        id=str(row.pk),
        name=row.name,
        territories=frozenset(row.provinces),
        profiles=frozenset(row.profiles),
        kinds=frozenset(row.kinds),
        open_load=load.get(row.pk, 0),
    )


def _suggestion(
    place: int,
    fit: channel_fit.Fit,
    channel: ExecutingChannel,
    notice: Notice,
    provinces: Mapping[str, str],
) -> Suggestion:
    reasons = tuple(
        {"code": part.code, "points": part.points, "params": dict(part.params)}
        for part in fit.reasons
    )
    return Suggestion(
        place=place,
        channel=channel,
        score=fit.score,
        load=fit.channel.open_load,
        reasons=reasons,
        sentences=tuple(
            (reason_text(part.code, dict(part.params), _names(provinces)), part.points)
            for part in fit.reasons
        ),
        is_sponsor=channel.partner_id is not None and channel.partner_id == notice.partner_id,
    )


def _names(provinces: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    return {
        "province": provinces,
        "near": provinces,
        "profile": {key: str(label) for key, label in CustomerProfile.choices},
        "missing": {key: str(label).lower() for key, label in ProductKind.choices},
    }
