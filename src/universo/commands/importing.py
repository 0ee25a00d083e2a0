"""Importing from the console: the same steps as on screen, with an answer for programs."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils import timezone, translation

from universo.commands.spanish import SpanishParser
from universo.domain.money import format_amount
from universo.domain.tax_ids import normalise_cuit
from universo.errors import DomainError
from universo.identity.actor import Actor
from universo.identity.roles import StaffRole
from universo.sales.feeds import sniff
from universo.sales.feeds.reasons import reason_text
from universo.sales.import_preview import AMOUNTS, with_outcome
from universo.sales.import_rejects import reasons_of
from universo.sales.import_states import fault_text
from universo.sales.models import ImportBatch, ImportKind, ImportStatus, Outcome
from universo.sales.remarks import remark_text
from universo.tabular import files
from universo.tabular.shape import Shape
from universo.usecases.import_sales import confirm_import, give_up, receive_file
from universo.usecases.work_on_sales_import import work_on_import

# Nobody signed in: whoever has the console has the database. The timeline says so.
CONSOLE = Actor(user_id=None, name="Consola", roles=frozenset({StaffRole.FINANCE}), is_system=True)
DONE, SOME_LEFT_OUT, REFUSED = 0, 1, 2
# What is said of a file that was refused as a whole: nothing of it was taken.
NOTHING: dict[str, Any] = {
    "layout": "", "rows": 0, "new": 0, "unchanged": 0, "conflicts": 0, "conflict_rows": [],
    "rejected": [], "totals": {},
}  # fmt: skip
HELP = """\
Importa un archivo de facturas o cobranzas. Muestra qué hizo con cada fila.

Termina con 0 si todas las filas se tomaron o ya estaban; con 1 si alguna se rechazó o dice otra cosa
que lo registrado (quedan para que una persona decida); con 2 si el archivo se rechazó entero.
Qué columnas se leen: docs/sales-files.md.
"""


class Refused(Exception):
    """The file as a whole; the sentence says why."""


class Source:
    """A file on disk as if it had been uploaded."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes."""
        with self._path.open("rb") as file:
            while part := file.read(2**20):
                yield part


def main(arguments: list[str]) -> int:
    """Import a file as the command line says; return the status of the contract."""
    options = _options(arguments)
    with (
        translation.override("es-ar"),
        tempfile.TemporaryFile("w+", encoding="utf-8") as left_out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as differing,
    ):
        told = {Outcome.REJECTED: left_out, Outcome.CONFLICT: differing}
        try:
            if options.dry_run:
                with transaction.atomic():
                    batch = _import(options, told)
                    transaction.set_rollback(True)
            else:
                batch = _import(options, told)
        except Refused as refusal:
            if options.json:
                _say(json.dumps({**NOTHING, "refused": str(refusal)}, ensure_ascii=False))
            sys.stderr.write(f"El archivo se rechazó: {refusal}\n")
            return REFUSED
        answer = _answer(batch, options)
        left_out.seek(0)
        differing.seek(0)
        if options.json:
            _print_json(answer, conflict_rows=differing, rejected=left_out)
        else:
            _print_words(answer, left_out, batch)
    outcomes = batch.counts["outcomes"]
    return SOME_LEFT_OUT if outcomes["REJECTED"] or outcomes["CONFLICT"] else DONE


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = SpanishParser(prog="./universo import", description=HELP)
    parser.add_argument("file", metavar="ARCHIVO", type=Path, help="CSV o XLSX, o uno en un ZIP")
    parser.add_argument(
        "--kind", choices=["auto", *ImportKind.values], default="auto",
        help="qué contiene (auto: lo dicen sus columnas)",
    )  # fmt: skip
    parser.add_argument(
        "--issuer", metavar="CUIT", default="",
        help="CUIT de quien emitió (si el archivo no lo dice: UNIVERSO_ISSUER_CUIT)",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="no escribe nada")
    parser.add_argument("--json", action="store_true", help="responde en JSON")
    return parser.parse_args(arguments)


def _import(options: argparse.Namespace, told: Mapping[Outcome, IO[str]]) -> ImportBatch:
    issuer = normalise_cuit(options.issuer)
    if options.issuer and len(issuer) != 11:
        raise Refused("el CUIT de --issuer no tiene once dígitos.")
    if not options.file.is_file():
        raise Refused(f"no existe {options.file}.")
    try:
        made = receive_file(
            actor=CONSOLE, now=timezone.now(), file_name=options.file.name,
            uploaded=Source(options.file), kind=options.kind, issuer_cuit=issuer,
        )  # fmt: skip
    except (DomainError, OSError) as error:
        raise Refused(str(error)) from error
    with ExitStack() as at_end:
        if options.dry_run:
            at_end.callback(files.forget, made.stored_as, rejects_too=True)
        _work(made)
        _refuse_unread(made)
        for outcome, file in told.items():
            for row, remarks in with_outcome(made, outcome):
                line = {"row": row, "reason": reasons_of(remarks)}
                file.write(f"{json.dumps(line, ensure_ascii=False)}\n")
        if not options.dry_run:
            confirm_import(actor=CONSOLE, now=timezone.now(), batch_id=made.pk, dollars_seen=True)
            _work(made)
            if made.status != ImportStatus.APPLIED:
                raise Refused(fault_text(made.fault) or "otra persona detuvo la importación.")
    return made


def _work(batch: ImportBatch) -> None:
    work_on_import(actor=CONSOLE, clock=timezone.now, batch_id=batch.pk, progress=_progress)
    batch.refresh_from_db()


def _progress(state: str, rows: int, of: int) -> None:
    if of > 20_000:
        verb = "aplicadas" if state == ImportStatus.APPLYING else "leídas"
        sys.stderr.write(f"{rows} de unas {max(of, rows)} filas {verb}\n")


def _refuse_unread(batch: ImportBatch) -> None:
    """A file that failed, or whose columns only a person could tell."""
    if batch.status == ImportStatus.PREVIEWED:
        return
    said = fault_text(batch.fault)
    if batch.status == ImportStatus.MAPPING:
        refusal = sniff.nearest_refusal(Shape.from_json(batch.shape))
        said = str(reason_text(refusal.code, refusal.params))
    give_up(actor=CONSOLE, now=timezone.now(), batch_id=batch.pk)
    raise Refused(said)


def _answer(batch: ImportBatch, options: argparse.Namespace) -> dict[str, Any]:
    counts = batch.counts
    totals = {
        row["currency"]: {
            "n": row["n"], "credit_notes": row["credit_notes"], "debit_notes": row["debit_notes"],
            **{name: row[name] for name in AMOUNTS},
        }
        for row in counts["totals"]
    }  # fmt: skip
    return {
        "layout": batch.generation or batch.kind,
        "kind": batch.kind,
        "dry_run": options.dry_run,
        "rows": counts["rows"],
        "new": counts["outcomes"]["NEW"] + counts["outcomes"]["WAITS"],
        "waiting": counts["outcomes"]["WAITS"],
        "completed": counts["outcomes"]["COMPLETES"],
        "unchanged": counts["outcomes"]["UNCHANGED"],
        "conflicts": counts["outcomes"]["CONFLICT"],
        "totals": totals,
        "warnings": [str(remark_text(one)) for one in counts["warnings"]],
    }


def _print_json(answer: dict[str, Any], **lists: IO[str]) -> None:
    """Print the answer with its lists of rows as the last members, one by one: they may be many."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False)[:-1])
    for name, lines in lists.items():
        sys.stdout.write(f', "{name}": [')
        for number, line in enumerate(lines):
            sys.stdout.write((", " if number else "") + line.rstrip("\n"))
        sys.stdout.write("]")
    sys.stdout.write("}\n")


def _print_words(answer: dict[str, Any], left_out: IO[str], batch: ImportBatch) -> None:
    would = "Haría esto (no se escribió nada)" if answer["dry_run"] else "Hizo esto"
    words = (("new", "nuevas"), ("completed", "completadas"), ("unchanged", "iguales"),
             ("conflicts", "distintas, por decidir"))  # fmt: skip
    rejects = batch.counts["outcomes"]["REJECTED"]
    said = ", ".join(f"{answer[key]} {text}" for key, text in words if answer[key])
    _say(f"{batch.file_name}: {answer['layout']}, {answer['rows']} filas.")
    _say(f"{would}: {said or 'nada'}" + (f", {rejects} rechazadas." if rejects else "."))
    if answer["waiting"]:
        _say(f"  Esperan su factura: {answer['waiting']}, entre las nuevas.")
    for money, row in answer["totals"].items():
        _say(f"  {money}: {row['n']} comprobantes, total {format_amount(row['total_minor'] or 0)}")
    for warning in answer["warnings"]:
        _say(f"  Atención: {warning}")
    for number, line in enumerate(left_out):
        if number == 20:
            _say("  …")
            break
        one = json.loads(line)
        _say(f"  Fila {one['row']}: {one['reason']}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
