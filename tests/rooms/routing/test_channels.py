"""The rules of the channels, edited by the channel manager alone."""

import pytest

import builders
import routing_cases as cases
from cast import Cast
from universo.audit.models import Event
from universo.errors import InvalidInput, NotPermitted
from universo.routing.channels import resellers_without_channel
from universo.routing.models import ExecutingChannel
from universo.routing.suggestions import suggestions
from universo.usecases.manage_channels import add_channel, change_channel

pytestmark = pytest.mark.django_db
NOON = builders.NOON
RULES = {"is_active": True, "kinds": ["SOFTWARE"], "provinces": ["X", "B"], "profiles": ["FOOD"]}


def test_changed_rules_change_the_next_ranking_and_are_told(cast: Cast) -> None:
    channel = cases.channel_of(cast.outsider_partner)
    notice = cases.notice(cast)
    assert suggestions(notice, "FOOD", NOON.date())[0].channel != channel
    change_channel(actor=cast.channel_manager, now=NOON, channel_id=channel.pk, rules=RULES)
    channel.refresh_from_db()
    assert (channel.provinces, channel.profiles, channel.kinds) == (
        ["B", "X"],
        ["FOOD"],
        ["SOFTWARE"],
    )
    assert suggestions(notice, "FOOD", NOON.date())[0].channel == channel
    event = Event.objects.get(name="routing.channel.changed")
    assert event.data["changes"]["provinces"] == [["Z"], ["B", "X"]]


def test_saving_the_same_rules_is_not_an_event(cast: Cast) -> None:
    channel = cases.channel_of(cast.reseller_partner)
    same = {
        name: getattr(channel, name) for name in ("is_active", "kinds", "provinces", "profiles")
    }
    change_channel(actor=cast.channel_manager, now=NOON, channel_id=channel.pk, rules=same)
    changed = Event.objects.filter(name="routing.channel.changed")
    for event in changed:  # only the order of a list may have been tidied
        assert all(sorted(old) == new for old, new in event.data["changes"].values())
    change_channel(actor=cast.channel_manager, now=NOON, channel_id=channel.pk, rules=same)
    assert changed.count() <= 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"provinces": ["ZZ"]}, "provinces"),
        ({"profiles": ["NOBODY"]}, "profiles"),
        ({"kinds": ["HATS"]}, "kinds"),
        ({"kinds": []}, "kinds"),
    ],
)
def test_unknown_rules_are_refused_at_their_field(
    cast: Cast, change: dict[str, list[str]], field: str
) -> None:
    channel = cases.channel_of(cast.reseller_partner)
    with pytest.raises(InvalidInput) as refused:
        change_channel(
            actor=cast.channel_manager, now=NOON, channel_id=channel.pk, rules={**RULES, **change}
        )
    assert list(refused.value.errors) == [field]
    assert ExecutingChannel.objects.get(pk=channel.pk).provinces == ["B", "C"]


@pytest.mark.parametrize("who", ["executive", "auditor", "admin", "reseller"])
def test_nobody_else_changes_them(cast: Cast, who: str) -> None:
    channel = cases.channel_of(cast.reseller_partner)
    with pytest.raises(NotPermitted):
        change_channel(actor=getattr(cast, who), now=NOON, channel_id=channel.pk, rules=RULES)


def test_a_reseller_without_channel_gets_one_once(cast: Cast) -> None:
    new = builders.partner("Nueva Reventa S.A.", categories=("RESELLER",))
    builders.partner("Sólo Aliada", categories=("ALLIANCE",))
    manager = cast.channel_manager
    assert list(resellers_without_channel(manager)) == [new]
    add_channel(actor=manager, now=NOON, partner_id=new.pk, rules=RULES)
    assert not resellers_without_channel(manager).exists()
    with pytest.raises(NotPermitted):
        add_channel(actor=manager, now=NOON, partner_id=new.pk, rules=RULES)
    assert not resellers_without_channel(cast.executive).exists()
