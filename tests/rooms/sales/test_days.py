"""Days that nobody means."""

from datetime import date

import pytest

import sales_cases
from cast import Cast
from universo.errors import InvalidInput

pytestmark = pytest.mark.django_db


def test_a_year_mistyped_is_asked_again(cast: Cast) -> None:
    """It would reach the ledger as the day of a reward, and a statement as its beginning."""
    document = sales_cases.invoice(cast)
    for year in (1, 26, 1999):
        with pytest.raises(InvalidInput) as refusal:
            sales_cases.collect(cast, document, 100, received_date=date(year, 11, 20))
        assert list(refusal.value.errors) == ["received_date"]
        with pytest.raises(InvalidInput) as refusal:
            sales_cases.invoice(cast, issue_date=date(year, 11, 20))
        assert list(refusal.value.errors) == ["issue_date"]
