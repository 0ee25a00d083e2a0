"""`cross-match --base`: a file against the known customers of this database."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import NOON
from bulk.bulk_cases import companies, queries_for, rows, write
from universo.bulk.command import main
from universo.commands.management.commands.cross_match import known_customers
from universo.customers.models import CustomerSource, KnownCustomer
from universo.program.models import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_before() -> Iterator[None]:
    """Give the signals back that the command takes over."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def keep(company: dict[str, str], **given: object) -> KnownCustomer:
    facts = ("legal_name", "trade_name", "cuit", "phone", "email", "web", "street", "locality")
    return KnownCustomer.objects.create(
        **{name: company[name] for name in facts},
        province=Province.objects.filter(name=company["province"]).first(),
        **{"external_id": company["id"], "recorded_at": NOON, **given},
    )


def test_the_base_answers_as_its_file_would(tmp_path: Path, as_before: None) -> None:
    registry = companies(60)
    for company in registry:
        keep(company)
    queries = write(tmp_path / "q.csv", queries_for(registry, 30), id_column="query_id")
    argv = ["--queries", str(queries), "--work", str(tmp_path)]
    assert main([*argv, "--base", "--output", str(tmp_path / "base")], base=known_customers) == 0
    file = write(tmp_path / "r.csv", registry)
    assert main([*argv, "--registry", str(file), "--output", str(tmp_path / "file")]) == 0
    of_base = rows(tmp_path / "base.csv")
    found = [row for row in of_base if row["match_id"]]
    assert len(found) > 10
    for row in found:
        assert row["match_id"].startswith("hasar/")
        row["match_id"] = row["match_id"].removeprefix("hasar/")
    assert of_base == rows(tmp_path / "file.csv")


def test_a_customer_is_told_with_its_list_and_its_source() -> None:
    one, two, three = companies(3)
    source = CustomerSource.objects.create(name="ERP", created_at=NOON)
    keep(one)
    keep(two, source=source)
    keep(three, retired_at=NOON)  # nobody's customer any more
    found, size = known_customers()
    assert size == 2
    assert sorted(row[0] for row in found) == sorted(
        [f"hasar/{one['id']}", f"hasar/{source.pk}/{two['id']}"]
    )


def test_without_a_database_the_base_is_no_registry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], as_before: None
) -> None:
    queries = write(tmp_path / "q.csv", [])
    argv = ["--queries", str(queries), "--base", "--output", str(tmp_path / "out")]
    assert main(argv) == 2
    assert "./universo cross-match" in capsys.readouterr().err
