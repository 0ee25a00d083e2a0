"""Tables that come with the program, and the reader of files in the same layout."""

import csv
import io
from pathlib import Path

HOLIDAYS_CSV = Path(__file__).with_name("feriados_ar.csv")
MAX_TABLE_BYTES = 5_000_000
_NEEDED = ("fecha", "nombre", "tipo")


class BadTable(ValueError):
    """The file cannot be read as a table; the text says why in Spanish, without a full stop."""


def holiday_rows(path: Path = HOLIDAYS_CSV) -> list[dict[str, str]]:
    """Return the rows of a holiday table as mappings from column to text (P-2).

    Raises BadTable when the file is missing, too large, not UTF-8, not CSV, or lacks a
    needed column.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_TABLE_BYTES + 1)
    except OSError as error:
        raise BadTable(f"no se puede leer el archivo ({error.strerror})") from None
    except ValueError:
        raise BadTable("el nombre del archivo no es válido") from None
    if len(raw) > MAX_TABLE_BYTES:
        raise BadTable("el archivo supera los 5 MB")
    try:
        text = raw.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, restval="")
        missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise BadTable(f"falta la columna {missing[0]}")
        rows = list(reader)
    except UnicodeDecodeError:
        raise BadTable("el archivo no está en UTF-8") from None
    except csv.Error:
        raise BadTable("el archivo no es un CSV válido") from None
    # DictReader keeps surplus cells under the key None; they belong to no column.
    return [{name: cell for name, cell in row.items() if isinstance(name, str)} for row in rows]
