"""The two files of `./universo match` and its answer: read and written, with nothing installed.

Columns are those of shared/data/dev_eval_a; their order, a BOM, `;` or a tabulator between them and
empty cells do not matter.
"""

import csv
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from universo.cli.arguments import BadInput, read_arguments

USAGE = """\
Uso: ./universo match --registry REGISTRO.csv --queries CONSULTAS.csv --output SALIDA.csv

Busca cada empresa de CONSULTAS en REGISTRO con la búsqueda y el comparador de la evaluación, en una
base de datos que se hace para esto y se borra al terminar.
  --registry   CSV con id y legal_name y, si los hay, trade_name, cuit, phone, email, web, street,
               locality, province, contact
  --queries    CSV con query_id y las mismas columnas
  --output     CSV con query_id, outcome (same, review, different), match_id, score, rank, explanation
"""
FACTS = (
    "legal_name", "trade_name", "cuit", "phone", "email", "web", "street", "locality", "province",
    "contact",
)  # fmt: skip
ANSWER = ("query_id", "outcome", "match_id", "score", "rank", "explanation")
_OPTIONS = ("--registry", "--queries", "--output")
_LONGEST = 60  # characters of an id
csv.field_size_limit(10_000_000)


@dataclass(frozen=True, slots=True)
class Options:
    """A match that was asked for."""

    registry: Path
    queries: Path
    output: Path


def read_options(argv: Sequence[str]) -> Options:
    """Read the command line and look at the files. Raises BadInput with one sentence."""
    found = read_arguments(argv, flags=(), options=_OPTIONS)
    if found.words:
        raise BadInput(f"No se entiende «{found.words[0]}»: vea ./universo match --help.")
    for name in _OPTIONS:
        if not found.options.get(name):
            raise BadInput(f"Falta {name}.")
    registry, queries, output = (Path(found.options[name]) for name in _OPTIONS)
    if not output.parent.is_dir():
        raise BadInput(f"No existe la carpeta de --output «{output.parent}».")
    if output.is_dir():
        raise BadInput(f"--output debe ser un archivo, y «{output}» es una carpeta.")
    if not os.access(output.parent, os.W_OK):
        raise BadInput(f"No hay permiso para escribir en «{output.parent}».")
    for path, name in ((registry, "id"), (queries, "query_id")):
        for _ in companies(path, name):
            break
    return Options(registry.absolute(), queries.absolute(), output.absolute())


def ended(argv: Sequence[str]) -> int | None:
    """Print the explanation, or what is wrong with the command line; None when it can be tried."""
    if {"-h", "--help"} & set(argv):
        sys.stdout.write(USAGE)
        return 0
    try:
        read_options(argv)
    except BadInput as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return None


def companies(path: Path, id_column: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a file: `id_column` and FACTS, cells without blanks around them.

    Raises BadInput for a file that cannot be read, without its columns, or with an id missing,
    too long or repeated.
    """
    seen: set[str] = set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = _reader(text, path, id_column)
            for row in reader:
                cells = {name: (row.get(name) or "").strip() for name in (id_column, *FACTS)}
                if not any(cells.values()):
                    continue
                _check_id(cells[id_column], seen, f"«{path}», línea {reader.line_num}")
                yield {name: cell.replace("\0", "") for name, cell in cells.items()}
    except UnicodeDecodeError:
        raise BadInput(f"«{path}» no está en UTF-8.") from None
    except csv.Error as error:
        raise BadInput(f"«{path}» no es un CSV que se pueda leer ({error}).") from None
    except FileNotFoundError:
        raise BadInput(f"No existe el archivo «{path}».") from None
    except OSError as error:
        raise BadInput(f"No se puede leer «{path}»: {error.strerror}.") from None


def _reader(text: io.TextIOWrapper, path: Path, id_column: str) -> "csv.DictReader[str]":
    heading = text.readline()
    text.seek(0)
    reader = csv.DictReader(text, delimiter=max(",;\t", key=heading.count))
    titles = [(title or "").strip().lower() for title in reader.fieldnames or ()]
    for needed in (id_column, "legal_name"):
        if needed not in titles:
            raise BadInput(f"A «{path}» le falta la columna {needed}.")
    reader.fieldnames = titles
    return reader


def _check_id(one: str, seen: set[str], where: str) -> None:
    if not one:
        raise BadInput(f"{where}: falta el identificador.")
    if len(one) > _LONGEST:
        raise BadInput(f"{where}: el identificador tiene más de {_LONGEST} caracteres.")
    if one in seen:
        raise BadInput(f"{where}: el identificador {one} está repetido.")
    seen.add(one)


def write_answer(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write the answer beside its place and put it there when it is whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(ANSWER)
            writer.writerows(rows)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
