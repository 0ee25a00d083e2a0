"""What a check of customers keeps beside their file: the rows to store, the codes of a whole list."""

import json
from collections.abc import Iterable, Iterator

from universo.customers.customer_data import CustomerData
from universo.tabular.files import CODES, ROWS, path_of

COLUMNS = tuple(CustomerData.__slots__)


def row_line(data: CustomerData) -> str:
    """Return a row to store as a line that `stored_rows` reads back."""
    return json.dumps([getattr(data, name) for name in COLUMNS], ensure_ascii=False) + "\n"


def stored_rows(stored_as: str, skip: int) -> Iterator[CustomerData]:
    """Yield the rows that a check found to be stored, but for the first `skip`."""
    with path_of(stored_as, ROWS).open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number >= skip:
                yield CustomerData(**dict(zip(COLUMNS, json.loads(line), strict=True)))


def write_codes(stored_as: str, codes: Iterable[str]) -> None:
    """Keep the codes of a whole list, one a line: a code holds no line break."""
    with path_of(stored_as, CODES).open("w", encoding="utf-8") as file:
        file.writelines(f"{code}\n" for code in codes)


def read_codes(stored_as: str) -> set[str]:
    """Return the codes of a whole list."""
    with path_of(stored_as, CODES).open(encoding="utf-8", newline="\n") as file:
        return {line[:-1] for line in file}
