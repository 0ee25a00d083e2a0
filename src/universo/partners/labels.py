"""How a partner's categories and level are said in one line."""

from collections.abc import Iterable

from universo.partners.models import Enrolment


def enrolment_label(row: Enrolment) -> str:
    """Return "Sponsor · Introducer" or the category alone, in the active language."""
    if row.level:
        return f"{row.get_category_display()} · {row.get_level_display()}"
    return str(row.get_category_display())


def enrolments_line(rows: Iterable[Enrolment]) -> str:
    """Return the labels of several enrolments, separated by commas."""
    return ", ".join(enrolment_label(row) for row in rows)
