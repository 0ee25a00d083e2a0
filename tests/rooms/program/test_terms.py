"""Terms: versions from today on, the earlier ones untouched (PROGRAMME.md §2)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

import builders
from cast import Cast
from universo.audit.models import Event
from universo.errors import DomainError, InvalidInput, NotPermitted
from universo.program.administration import terms_versions
from universo.program.models import Terms
from universo.program.operations import TermsData
from universo.program.queries import terms_on
from universo.usecases.change_terms import publish_terms

NOW = builders.NOON
TODAY = date(2026, 11, 23)
DATA = TermsData(
    decision_days=10,
    day_policy="NAC",
    receipt_rule="B",
    internal_target_days=2,
    protection_days=180,
    renewal_wait_days=60,
    reward_basis="total",
    minimum_payment_ars_minor=500_000,
    minimum_payment_usd_minor=1_000,
    text="Texto",
)


def publish(cast: Cast, **changes: Any) -> Terms:
    values: dict[str, Any] = {"actor": cast.admin, "now": NOW, "valid_from": TODAY, "data": DATA}
    return publish_terms(**{**values, **changes})


def test_a_version_holds_from_its_day_and_the_earlier_stays(cast: Cast) -> None:
    publish(cast, valid_from=date(2026, 12, 1))
    assert terms_on(date(2026, 11, 30)).decision_days == 15
    found = terms_on(date(2026, 12, 1))
    assert (found.version, found.decision_days, found.minimum_payment_minor("USD")) == (2, 10, 1000)
    assert [row.version for row in terms_versions(cast.auditor)] == [2, 1]


def test_today_is_the_earliest_day(cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        publish(cast, valid_from=TODAY - timedelta(days=1))
    assert refused.value.field == "valid_from"
    assert publish(cast).version == 2


def test_a_version_never_goes_before_another(cast: Cast) -> None:
    publish(cast, valid_from=date(2026, 12, 10))
    for day in (date(2026, 12, 10), date(2026, 12, 9)):
        with pytest.raises(DomainError, match="10/12/2026"):
            publish(cast, valid_from=day)
    assert Terms.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("decision_days", 0),
        ("decision_days", 91),
        ("internal_target_days", 11),
        ("day_policy", "LUNES"),
        ("receipt_rule", "C"),
        ("reward_basis", "gross"),
        ("minimum_payment_ars_minor", -1),
        ("protection_days", 0),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(cast: Cast, field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(cast, data=replace(DATA, **{field: value}))
    assert field in refused.value.errors


def test_only_administrators_and_it_is_recorded(cast: Cast) -> None:
    for name, actor in cast.everyone().items():
        if name != "admin":
            with pytest.raises(NotPermitted):
                publish(cast, actor=actor)
    made = publish(cast)
    event = Event.objects.get(name="program.terms.published")
    assert event.subject_id == made.pk
    assert "decision_days" in event.data["changed"]
