"""A statement proves itself against the books as they are now."""

import hashlib
import json
import re
from collections.abc import Callable

import pytest
from django.db import connection

from cast import Cast
from statement_cases import settled
from universo import receipts_crypto
from universo.opportunities.models import SigningKey
from universo.rewards.models import Settlement
from universo.rewards.statement_seal import find_genuine, seal_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast: Cast) -> Settlement:
    return settled(cast)


def unguarded(sql: str) -> None:
    """Change a row past the triggers, as somebody with the database in his hands would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no check is left waiting for the commit
        for table in re.findall(r"(?:UPDATE|FROM) (\w+)", sql)[:1]:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_the_seal_is_the_same_each_time_and_signs_its_content(made: Settlement) -> None:
    seal = seal_of(made)
    assert seal == seal_of(Settlement.objects.get(pk=made.pk))
    assert hashlib.sha256(seal.content.encode()).hexdigest() == seal.content_sha256
    key = SigningKey.objects.get(pk=seal.key_id)
    assert receipts_crypto.verify(key.public_pem, seal.signed_text.encode(), seal.signature)
    assert seal.signed_text.startswith("LIQ-000001|2026-11-23T15:00:00.000000Z|")
    content = json.loads(seal.content)
    assert content["total_minor"] == 500_000
    assert [row[-1] for row in content["rewards"]] == [165_289, 334_711]


def test_paying_it_changes_nothing_of_its_seal(made: Settlement) -> None:
    before = seal_of(made).content_sha256
    unguarded("UPDATE rewards_settlement SET status = 'PAID'")
    assert seal_of(Settlement.objects.get(pk=made.pk)).content_sha256 == before


@pytest.mark.parametrize("size", [16, 32, 64])
def test_number_and_hash_find_it(made: Settlement, size: int) -> None:
    digest = seal_of(made).content_sha256
    found = find_genuine(1, digest[:size].upper())
    assert found is not None
    assert (found.reference, found.partner, found.total_minor) == (
        "LIQ-000001",
        made.partner.legal_name,
        500_000,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda d: (2, d),
        lambda d: (0, d),
        lambda d: (2**40, d),
        lambda d: (1, d[:15]),
        lambda d: (1, d + "0"),
        lambda d: (1, d[8:40]),  # a part that is not its beginning
        lambda d: (1, ("0" if d[0] != "0" else "1") + d[1:]),
        lambda d: (1, "zz" * 16),
        lambda d: (1, "%" * 20),
    ],
)
def test_anything_else_does_not(made: Settlement, wrong: Callable[[str], tuple[int, str]]) -> None:
    assert find_genuine(*wrong(seal_of(made).content_sha256)) is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE rewards_settlement SET total_minor = total_minor + 1",
        "UPDATE rewards_settlement SET period = '2026-09-01'",
        "UPDATE rewards_settlement SET currency = 'USD'",
        "UPDATE rewards_settlement SET closed_at = closed_at + interval '1 microsecond'",
        "UPDATE rewards_accrual SET rate_bp = 600 WHERE already_minor = 0",
        "UPDATE rewards_accrual SET base_minor = base_minor + 1 WHERE already_minor = 0",
        "UPDATE rewards_accrual SET occurred_date = '2026-10-13'",
        "DELETE FROM rewards_settlementline WHERE id = (SELECT min(id) FROM rewards_settlementline)",
        "UPDATE rewards_entry SET amount_minor = amount_minor + 1 WHERE account = 'PAYABLE'",
        "UPDATE partners_partner SET cuit = '30999999999'"
        " WHERE id = (SELECT partner_id FROM rewards_settlement)",
        "UPDATE sales_documentline SET position = 9",
    ],
)
def test_what_was_altered_does_not_match_the_paper_any_more(made: Settlement, sql: str) -> None:
    digest = seal_of(made).content_sha256
    unguarded(sql)
    assert find_genuine(1, digest) is None
