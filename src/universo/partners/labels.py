"""How a partner's categories and level are said in one line."""

from collections.abc import Iterable

from universo.partners.models import Application, Enrolment
from universo.program.choices import Category, SponsorLevel


def enrolment_label(row: Enrolment) -> str:
    """Return "Sponsor · Introducer" or the category alone, in the active language."""
    if row.level:
        return f"{row.get_category_display()} · {row.get_level_display()}"
    return str(row.get_category_display())


def enrolments_line(rows: Iterable[Enrolment]) -> str:
    """Return the labels of several enrolments, separated by commas."""
    return ", ".join(enrolment_label(row) for row in rows)


def applied_line(found: Application) -> str:
    """Return the categories (and level) that an applicant asked for."""
    labels = []
    for name in found.categories:
        label = str(Category(name).label)
        if name == Category.SPONSOR and found.sponsor_level:
            label = f"{label} · {SponsorLevel(found.sponsor_level).label}"
        labels.append(label)
    return ", ".join(labels)
