"""Two administrators decide the same application at once, and one form arrives twice at once."""

import uuid

import pytest

import builders
import joining
from cast import Cast
from racing import answers
from universo.errors import Conflict
from universo.identity.actor import VISITOR
from universo.notifications.models import Mail
from universo.partners.models import Application, Partner
from universo.usecases.apply_to_join import apply_to_join
from universo.usecases.decide_application import approve_application, decline_application

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_administrators_one_decides_and_the_other_reads_who(real_cast: Cast) -> None:
    other = builders.staff("Beatriz Segunda", "PROGRAM_ADMIN")
    for round_number in range(8):
        found = joining.confirmed(email=f"carla{round_number}@litoral.com.ar")
        approved, declined = answers(
            lambda found=found: approve_application(
                actor=real_cast.admin,
                now=builders.NOON,
                application_id=found.pk,
                executive_id=real_cast.executive.user_id or 0,
            ),
            lambda found=found: decline_application(
                actor=other,
                now=builders.NOON,
                application_id=found.pk,
                reason="No corresponde ahora.",
            ),
        )
        found.refresh_from_db()
        lost = [answer for answer in (approved, declined) if isinstance(answer, Conflict)]
        assert len(lost) == 1
        winner = found.decided_by
        assert winner is not None
        assert winner.full_name in str(lost[0])
        assert Partner.objects.filter(cuit=found.cuit).exists() == (found.state == "APPROVED")


def test_the_same_form_sent_eight_times_at_once_is_one_application(real_cast: Cast) -> None:
    uid, typed = uuid.uuid4(), joining.data()
    given = answers(
        *[
            lambda: apply_to_join(actor=VISITOR, now=builders.NOON, uid=uid, data=typed)
            for _sender in range(8)
        ]
    )
    assert len({answer.pk for answer in given}) == 1
    assert Application.objects.count() == 1
    assert Mail.objects.filter(key__startswith="application.confirm").count() == 1
