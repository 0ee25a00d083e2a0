"""`./universo reward`: the arithmetic of PROGRAMME.md section 3 on a file, without a database.

Output with --json is a contract: accruals (in order, zeros left out), by_line, total_minor.
Exit status 0, or 2 with one sentence on stderr that names the field.
"""

import json
import sys
from collections.abc import Sequence

from universo.cli.arguments import BadInput, read_arguments
from universo.cli.reward_input import RewardCase, read_case
from universo.domain.money import format_amount
from universo.domain.reward_math import Accrual, FactsError, replay

USAGE = """\
Uso: ./universo reward ARCHIVO.json [--json]

Calcula la recompensa de una factura con sus cobranzas, reversos y notas de crédito y débito.
ARCHIVO (o - para la entrada estándar) contiene, en centavos y puntos básicos:
  {"basis": "net" o "total",
   "lines": [{"id", "net_minor", "gross_minor", "rate_bp"}], "total_minor",
   "events": [{"id", "type": "collection", "reversal", "credit_note" o "debit_note",
               "amount_minor", "reverses", "lines": [{"id", "net_minor", "gross_minor"}]}]}
Un reverso deja sin efecto toda una cobranza. Las líneas de una nota dicen cuánto baja o sube cada
línea; una nota de débito agrega una línea si además da su rate_bp. Una nota sin líneas cambia solo
el total. Un evento repetido no cambia nada.
  --json  salida para programas
"""
_REASONS = {
    "unknown_line": "la factura no tiene esa línea",
    "unknown_collection": "no hay una cobranza con ese id",
    "reversed_twice": "esa cobranza ya fue reversada",
    "amount_differs": "no es el importe de la cobranza que se reversa",
    "id_conflict": "otro evento tiene el mismo id y otro contenido",
}


def main(argv: Sequence[str]) -> int:
    """Run the command with the arguments after its name; return the exit status."""
    try:
        arguments = read_arguments(argv, flags=("--json", "--help"), options=())
        if "--help" in arguments.flags:
            print(USAGE, end="")
            return 0
        if len(arguments.words) != 1:
            raise BadInput("Indique un ARCHIVO de entrada en JSON.")
        case = read_case(arguments.words[0])
        accruals = _replay(case)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    by_line = _by_line(case, accruals)
    if "--json" in arguments.flags:
        print(json.dumps(_as_json(accruals, by_line), ensure_ascii=False, indent=2))
    else:
        print(_as_text(accruals, by_line))
    return 0


def _replay(case: RewardCase) -> list[Accrual]:
    try:
        return replay(case.lines, case.total_minor, case.events, case.basis)
    except FactsError as error:
        path = f"events[{error.index}].{error.field}"
        raise BadInput(f"{path}: {_REASONS[error.code]}.") from None


def _by_line(case: RewardCase, accruals: list[Accrual]) -> dict[str, int]:
    by_line = {line.id: 0 for line in case.lines}
    for accrual in accruals:
        by_line[accrual.line] += accrual.amount_minor
    return by_line


def _as_json(accruals: list[Accrual], by_line: dict[str, int]) -> dict[str, object]:
    return {
        "accruals": [
            {"event": item.event, "line": item.line, "amount_minor": item.amount_minor}
            for item in accruals
        ],
        "by_line": by_line,
        "total_minor": sum(by_line.values()),
    }


def _as_text(accruals: list[Accrual], by_line: dict[str, int]) -> str:
    lines = ["Recompensas devengadas, por evento y línea:"]
    lines += [
        f"  {format_amount(item.amount_minor):>20}  {item.event}, línea {item.line}"
        for item in accruals
    ] or ["  ninguna"]
    lines += ["", "Por línea:"]
    lines += [f"  {format_amount(minor):>20}  línea {line}" for line, minor in by_line.items()]
    lines += ["", f"Total: {format_amount(sum(by_line.values()))}"]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
