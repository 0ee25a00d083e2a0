"""A line removed at the moment it is rewarded, by writers that do not know the application's locks."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

import reward_cases as cases
from cast import Cast
from racing import race
from universo.rewards.models import Accrual


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("removed_first", [True, False])
def test_a_line_is_not_removed_while_it_is_rewarded(real_cast: Cast, removed_first: bool) -> None:
    """Two transactions at once, without the application's locks: one of them fails (protocol 9)."""
    bill = cases.invoice(real_cast, notice=cases.opportunity(real_cast))
    cases.collection(real_cast, bill, 4_000_000)
    second = threading.Event()

    def act(first: bool, what: Callable[[], object]) -> None:
        if not first:
            assert second.wait(10)
        with transaction.atomic():
            what()
            if first:
                second.set()
                time.sleep(0.5)  # the other has begun, and waits or is about to fail

    def remove() -> None:
        run("DELETE FROM sales_documentline WHERE document_id = %s", bill.pk)

    def reward() -> None:
        run(
            "WITH p AS (INSERT INTO rewards_posting (cause, at, partner_id, currency)"
            " VALUES ('X:1', now(), %s, 'ARS') RETURNING id), e AS (INSERT INTO rewards_entry"
            " (posting_id, account, amount_minor) SELECT p.id, s.account, s.amount FROM p,"
            " (VALUES ('ACCRUED', 5), ('REWARDS', -5)) AS s (account, amount))"
            " INSERT INTO rewards_accrual (posting_id, link_id, notice_id, line_id, trigger,"
            " occurred_date, basis, base_minor, rate_bp, total_minor, collected_minor, target_minor,"
            " already_minor, amount_minor) SELECT p.id, k.id, k.notice_id, l.id, 'COLLECTION', now(),"
            " 'net', 1, 1, 1, 1, 5, 0, 5 FROM p, sales_opportunitylink k, sales_documentline l"
            " WHERE k.document_id = %s AND l.document_id = %s",
            real_cast.sponsor_partner.pk, bill.pk, bill.pk,
        )  # fmt: skip

    said = race(lambda: act(removed_first, remove), lambda: act(not removed_first, reward))
    failed = [error for error in said if error]
    assert len(failed) == 1, said
    assert "exist" in str(failed[0]) or "rewarded" in str(failed[0])
    assert Accrual.objects.count() == bill.lines.count()
