"""What `./universo cross-match` is asked to do."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from universo.cli.arguments import BadInput, read_arguments

DUCKDB = "duckdb"
SPARK = "spark"
USAGE = """\
Uso: ./universo cross-match --queries CONSULTAS --registry REGISTRO --output SALIDA [opciones]
     ./universo cross-match --queries CONSULTAS --base              --output SALIDA [opciones]

Busca cada empresa de CONSULTAS en REGISTRO (o entre los clientes conocidos de esta base) con las
claves y los pesos de la evaluación, y escribe SALIDA.csv y SALIDA.parquet.
  --queries    CSV o Parquet con query_id (o id), legal_name y, si los hay, trade_name, cuit, phone,
               email, web, street, locality, province, contact
  --registry   CSV o Parquet con id y las mismas columnas
  --base       en lugar de --registry: los clientes conocidos de la base de datos del producto
  --engine     duckdb (en esta máquina, sin nada más) o spark (necesita Java 17)
  --memory     memoria del motor (2GB); aparte, cada proceso que compara usa unos 200 MB
  --disk       disco para el trabajo intermedio (20GB, y nunca el último GB libre)
  --processes  procesos que preparan y comparan (los núcleos de la máquina)
  --work       carpeta del trabajo intermedio, que se borra al terminar (var/ de esta copia)
"""
_OPTIONS = (
    "--queries", "--registry", "--output", "--engine", "--memory", "--disk", "--processes", "--work",
)  # fmt: skip
_SIZE = re.compile(r"(\d{1,6})\s*(MB|GB)", re.IGNORECASE)
_KEPT_FREE = 1_000_000_000  # bytes of the disk that are never ours


@dataclass(frozen=True, slots=True)
class Options:
    """A match that was asked for. `registry` is None for the base of the product. Sizes in bytes."""

    queries: Path
    registry: Path | None
    output: Path
    engine: str
    memory: int
    disk: int
    processes: int
    work: Path


def ended(argv: Sequence[str]) -> int | None:
    """Print the explanation, or what is wrong with the command line; None when it can be tried.

    Needs the standard library only: nothing is installed for a command that cannot work.
    """
    if {"-h", "--help"} & set(argv):
        print(USAGE, end="")
        return 0
    try:
        read_options(argv)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    return None


def read_options(argv: Sequence[str]) -> Options:
    """Read the command line. Raises BadInput with one sentence."""
    found = read_arguments(argv, flags=("--base",), options=_OPTIONS)
    if found.words:
        raise BadInput(f"No se entiende «{found.words[0]}»: vea ./universo cross-match --help.")
    given = found.options
    if ("--registry" in given) == ("--base" in found.flags):
        raise BadInput("Indique --registry ARCHIVO o --base, uno de los dos.")
    queries, output = (_needed(given, name) for name in ("--queries", "--output"))
    engine = given.get("--engine", DUCKDB)
    if engine not in {DUCKDB, SPARK}:
        raise BadInput(f"--engine debe ser {DUCKDB} o {SPARK}, y vale «{engine}».")
    work = _work_folder(given.get("--work"))
    return Options(
        queries=_readable(queries),
        registry=_readable(given["--registry"]) if "--registry" in given else None,
        output=_output(output),
        engine=engine,
        memory=_size(given.get("--memory", "2GB"), "--memory", least=500_000_000),
        disk=_disk(given.get("--disk"), work),
        processes=_processes(given.get("--processes")),
        work=work,
    )


def _needed(given: dict[str, str], name: str) -> str:
    if not given.get(name):
        raise BadInput(f"Falta {name}.")
    return given[name]


def _readable(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise BadInput(f"No existe el archivo «{text}».")
    if not os.access(path, os.R_OK):
        raise BadInput(f"No hay permiso para leer «{text}».")
    return path


def _output(text: str) -> Path:
    """Return the name without its ending: .csv and .parquet are added to it."""
    path = Path(text)
    path = path.with_suffix("") if path.suffix in {".csv", ".parquet"} else path
    if path.is_dir() or not path.name:
        raise BadInput(f"--output debe ser un nombre de archivo, y «{text}» es una carpeta.")
    if not path.parent.is_dir():
        raise BadInput(f"No existe la carpeta de --output «{path.parent}».")
    if not os.access(path.parent, os.W_OK):
        raise BadInput(f"No hay permiso para escribir en «{path.parent}».")
    return path


def _work_folder(text: str | None) -> Path:
    # The clone's own folder rather than the system's temporary one, which may be in memory.
    path = Path(text or os.environ.get("UNIVERSO_VAR") or tempfile.gettempdir())
    if not path.is_dir() or not os.access(path, os.W_OK):
        raise BadInput(
            f"No se puede escribir en la carpeta de trabajo «{path}»: elija una con --work."
        )
    return path


def _size(text: str, name: str, *, least: int) -> int:
    match = _SIZE.fullmatch(text.strip())
    size = int(match[1]) * (10**9 if match[2].upper() == "GB" else 10**6) if match else 0
    if size < least:
        raise BadInput(f"{name} debe ser un tamaño como 2GB, de {least // 10**6} MB como mínimo.")
    return size


def _disk(text: str | None, work: Path) -> int:
    free = max(shutil.disk_usage(work).free - _KEPT_FREE, 0)
    if text is None:
        return min(20 * 10**9, free)
    asked = _size(text, "--disk", least=100_000_000)
    if asked > free:
        raise BadInput(
            f"--disk pide {asked / 10**9:.1f} GB y en «{work}» quedan {free / 10**9:.1f} GB."
        )
    return asked


def _processes(text: str | None) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if text is None:
        return min(cores or 1, 16)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 64):
        raise BadInput("--processes debe ser un número entero de 1 a 64.")
    return int(text)
