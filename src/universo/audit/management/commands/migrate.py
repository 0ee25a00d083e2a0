"""`migrate`, and then the rights of the application's role (RELIABILITY.md, protocol 9)."""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connection
from psycopg import sql

# Rows of these tables are only added: the application's role may not change or remove them.
ONLY_ADDED = (
    "audit_event",
    "audit_journalentry",
    "rewards_posting",
    "rewards_entry",
    "rewards_accrual",
    "rewards_takenfact",
    "rewards_settlementline",
    "rewards_refund",
    "rewards_refundline",
    "rewards_payment",
    "rewards_paymentreturn",
    "rewards_reconciliation",
    "sales_reversal",
    "opportunities_frozenrate",
    "evaluation_judgement",
    "prices_priceline",
    "support_allotment",
    "support_movement",
    "support_correction",
    "support_evidence",
    "training_questionversion",
    "training_goalreached",
    "training_goalgrant",
)
# Rows of these may change, by their own rules, and are never removed: without the journal's head
# its last entries could be cut off, without the others rewards or roles lose what explains them.
NEVER_REMOVED = (
    "audit_journalhead",
    "rewards_settlement",
    "rewards_settlementrun",
    "rewards_draftstatement",
    "rewards_partnerinvoice",
    "rewards_paymentbatch",
    "rewards_paymentorder",
    "partners_bankaccount",
    "prices_pricelist",
    "sales_document",
    "sales_collection",
    "sales_waitingcollection",
    "sales_opportunitylink",
    "sales_linkedline",
    "opportunities_signingkey",
    "program_terms",
    "program_rewardrate",
    "identity_rolegrant",
    "support_grant",
    "support_supportrequest",
)
# Filled by many rows at a time: the application keeps the planner informed of them.
STAGED = ("sales_stageddocument", "sales_stagedcollection", "sales_waitingcollection")


class Command(migrate.Command):
    """Migrates as the owner and grants the application's role what it needs, no more."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options.get("plan") and not options.get("check_unapplied"):
            grant_application_role(settings.APP_ROLE)


def grant_application_role(role: str) -> None:
    """Give `role` the use of all tables, and take away change and removal of only-added rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user <> %s AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)",
            [role, role],
        )
        row = cursor.fetchone()
        if row is None or not row[0]:
            return
        name = sql.Identifier(role)
        added = sql.SQL(", ").join(sql.Identifier(table) for table in ONLY_ADDED)
        kept = sql.SQL(", ").join(sql.Identifier(table) for table in NEVER_REMOVED)
        for statement in (
            sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
            sql.SQL(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}"
            ).format(name),
            sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name),
            sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(name),
            sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(added, name),
            sql.SQL("REVOKE DELETE, TRUNCATE ON {} FROM {}").format(kept, name),
        ):
            cursor.execute(statement.as_string(cursor.connection))
        if connection.pg_version >= 170_000:  # type: ignore[attr-defined]
            staged = sql.SQL(", ").join(sql.Identifier(table) for table in STAGED)
            grant = sql.SQL("GRANT MAINTAIN ON {} TO {}").format(staged, name)
            cursor.execute(grant.as_string(cursor.connection))
