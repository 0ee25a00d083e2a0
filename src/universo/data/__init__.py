"""Tables that come with the program, and the reader of files in the same layout."""

import csv
import io
from pathlib import Path

HOLIDAYS_CSV = Path(__file__).with_name("feriados_ar.csv")
MAX_BYTES = 5_000_000
_NEEDED = ("fecha", "nombre", "tipo")


class BadFile(ValueError):
    """The file cannot be read; the text says why in Spanish, without a full stop."""


def read_text(path: Path) -> str:
    """Return the whole of a small UTF-8 file, with or without BOM; raises BadFile."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadFile("el archivo no existe") from None
    except IsADirectoryError:
        raise BadFile("es una carpeta, no un archivo") from None
    except PermissionError:
        raise BadFile("no hay permiso para leer el archivo") from None
    except (OSError, ValueError):  # ValueError: a name with a NUL in it
        raise BadFile("el archivo no se puede leer") from None
    return decode(raw)


def decode(raw: bytes) -> str:
    """Return the text of a small UTF-8 file from its bytes; raises BadFile."""
    if len(raw) > MAX_BYTES:
        raise BadFile("el archivo supera los 5 MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("el archivo no está en UTF-8") from None


def holiday_rows(path: Path = HOLIDAYS_CSV) -> list[dict[str, str]]:
    """Return the rows of a holiday table as mappings from column to text (P-2).

    Raises BadFile when the file is missing, too large, not UTF-8, not CSV, or lacks a
    needed column.
    """
    try:
        text = read_text(path)
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, restval="")
        missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise BadFile(f"falta la columna {missing[0]}")
        rows = list(reader)
    except csv.Error:
        raise BadFile("el archivo no es un CSV válido") from None
    # DictReader keeps surplus cells under the key None; they belong to no column.
    return [{name: cell for name, cell in row.items() if isinstance(name, str)} for row in rows]
