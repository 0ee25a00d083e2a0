"""The auditor's page: filters, links, the journal, and an export that runs nothing."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import builders
from cast import Cast
from universo.audit.models import JournalHead
from universo.audit.operations import append_to_journal, lock_journal, record
from universo.audit.queries import find_events, journal_status, watched_events
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.usecases.manage_people import grant_role
from universo.web.backoffice.subjects import url_of
from universo.web.shared.csv_export import text_cell

pytestmark = pytest.mark.django_db
NOW = builders.NOON


def _as(who: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def note(actor: Actor, name: str, kind: str, subject: int, days: int = 0, **data: str) -> None:
    with transaction.atomic():
        record(
            actor=actor,
            now=NOW - timedelta(days=days),
            name=name,
            subject_kind=kind,
            subject_id=subject,
            **data,
        )


@pytest.fixture
def lines(cast: Cast) -> None:
    note(cast.executive, "opportunities.notice.accepted", "notice", 7, days=5)
    note(cast.admin, "partners.partner.suspended", "partner", 3, days=2, reason="Deuda")
    note(cast.finance, "sales.import.previewed", "import", 9, file="=cmd|calc")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Elena", "Adriana", "Felipe"}),
        ({"q": "adri"}, {"Adriana"}),
        ({"subject": "notice"}, {"Elena"}),
        ({"subject": "notice", "number": "8"}, set()),
        ({"number": "9"}, {"Felipe"}),
        ({"event": "partners"}, {"Adriana"}),
        ({"since": "2026-11-21"}, {"Adriana", "Felipe"}),
        ({"until": "2026-11-21"}, {"Elena", "Adriana"}),
        ({"since": "2026-11-21", "until": "2026-11-21"}, {"Adriana"}),
        ({"number": "99999999999999999999999"}, set()),
        ({"since": "ayer"}, set()),
        ({"q": "nadie\x00"}, set()),
    ],
)
def test_filters(cast: Cast, lines: None, query: dict[str, str], found: set[str]) -> None:
    page = _as(cast.auditor).get(reverse("backoffice:audit"), query)
    assert page.status_code == 200
    people = {row["event"].actor_name.split()[0] for row in page.context["rows"]}
    assert people == found


def test_only_auditors_and_administrators(cast: Cast, lines: None) -> None:
    for name, actor in cast.everyone().items():
        allowed = name in {"auditor", "admin"}
        client = _as(actor)
        for page in ("audit", "audit_csv"):
            status = client.get(reverse(f"backoffice:{page}")).status_code
            assert status == (200 if allowed else 404), (name, page)
        assert find_events(actor).exists() == allowed
        assert (journal_status(actor) is not None) == allowed


def test_the_export_has_the_filtered_lines_and_no_formula(cast: Cast, lines: None) -> None:
    answer = _as(cast.auditor).get(reverse("backoffice:audit_csv"), {"number": "9"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [len(row) for row in rows] == [6, 6]
    assert rows[1][1:4] == ["Felipe Finanzas", "Importación", "9"]
    assert not any(cell_.lstrip(" ").startswith(("=", "+", "-", "@")) for r in rows for cell_ in r)


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1"])
def test_no_cell_is_a_formula(bad: str) -> None:
    assert text_cell(bad) == f"'{bad}"
    assert text_cell("Ferretería =1") == "Ferretería =1"


def test_records_are_linked_only_for_those_who_may_open_them(cast: Cast) -> None:
    assert url_of(cast.admin, "partner", 3) == reverse("backoffice:partner", args=[3])
    assert url_of(cast.auditor, "notice", 7) == reverse("backoffice:notice_detail", args=[7])
    assert url_of(cast.admin, "notice", 7) == ""  # he decides no notice
    assert url_of(cast.admin, "unknown", 1) == ""


def append(subject: int) -> None:
    with transaction.atomic():
        sequence, at = lock_journal(lambda: NOW)
        append_to_journal(
            sequence=sequence, at=at, kind="notice", subject_id=subject, content_sha256="a" * 64
        )


def test_the_journal_is_said_to_be_intact_or_not(cast: Cast) -> None:
    for subject in (1, 2, 3):
        append(subject)
    auditor = _as(cast.auditor)
    url = reverse("backoffice:audit")
    assert "3 asientos verificados" in auditor.get(url).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_journalentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_journalentry SET subject_id = 99 WHERE sequence = 2")
        cursor.execute("ALTER TABLE audit_journalentry ENABLE TRIGGER USER")
    page = auditor.get(url).content.decode()
    assert "La cadena no se sostiene" in page
    assert "Asientos alterados: 2." in page
    assert "La cadena no se sostiene" in auditor.get("/gestion/").content.decode()


def test_an_entry_cut_off_at_the_end_is_noticed(cast: Cast) -> None:
    append(1)
    found = journal_status(cast.auditor)
    assert found is not None
    assert found.intact
    JournalHead.objects.filter(id=1).update(last_sequence=2)
    found = journal_status(cast.auditor)
    assert found is not None
    assert not found.intact
    assert found.faults == ()


def test_the_weeks_list_has_what_bends_or_changes_a_rule(cast: Cast, lines: None) -> None:
    grant_role(actor=cast.admin, now=NOW, user_id=cast.finance.user_id or 0, role="AUDITOR")
    names = [event.name for event in watched_events(cast.auditor, NOW - timedelta(days=7))]
    assert names == ["identity.role.granted", "partners.partner.suspended"]
    assert not watched_events(cast.auditor, NOW + timedelta(seconds=1)).exists()


def test_pages_of_fifty(cast: Cast) -> None:
    for number in range(1, 53):
        note(cast.admin, "partners.partner.reinstated", "partner", number)
    page = _as(cast.auditor).get(reverse("backoffice:audit"), {"page": "2"})
    assert len(page.context["rows"]) == 2
    assert timezone.is_aware(page.context["now"])
