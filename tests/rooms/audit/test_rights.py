"""What the application's role may do with the rows that prove something (protocol 9)."""

import pytest
from django.db import connection

from universo.audit.management.commands.migrate import grant_application_role

pytestmark = pytest.mark.django_db
ROLE = "universo_app"
ONLY_ADDED = [
    "audit_event",
    "audit_journalentry",
    "rewards_posting",
    "rewards_entry",
    "rewards_accrual",
    "rewards_takenfact",
    "rewards_settlementline",
    "rewards_payment",
    "sales_reversal",
    "opportunities_frozenrate",
    "evaluation_judgement",
]
NEVER_REMOVED = [
    "audit_journalhead",
    "rewards_settlement",
    "sales_document",
    "sales_collection",
    "sales_opportunitylink",
    "opportunities_signingkey",
    "program_terms",
    "program_rewardrate",
    "identity_rolegrant",
]


def may(table: str) -> set[str]:
    """Return the rights of the application's role on a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [ROLE])
        if not cursor.fetchone()[0]:
            cursor.execute(f"CREATE ROLE {ROLE}")
        grant_application_role(ROLE)
        rights = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        asked = ", ".join(
            f"has_table_privilege('{ROLE}', '{table}', '{right}')" for right in rights
        )
        cursor.execute(f"SELECT {asked}")
        return {right for right, held in zip(rights, cursor.fetchone(), strict=True) if held}


@pytest.mark.parametrize("table", ONLY_ADDED)
def test_journal_ledger_and_their_facts_are_only_added(table: str) -> None:
    assert may(table) == {"SELECT", "INSERT"}


@pytest.mark.parametrize("table", NEVER_REMOVED)
def test_what_explains_them_may_change_and_is_never_removed(table: str) -> None:
    assert may(table) == {"SELECT", "INSERT", "UPDATE"}


def test_drafts_may_be_thrown_away() -> None:
    assert "DELETE" in may("opportunities_notice")
