"""`./universo due-date`: the term of a receipt, without a database (R-9, P-1, P-2).

Output with --json is a contract: received_at, due_at (exclusive), due_date, counted, skipped,
provisional. Exit status 0, or 2 with one sentence on stderr.
"""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from universo.cli.arguments import Arguments, BadInput, read_arguments
from universo.data import HOLIDAYS_CSV, BadFile, holiday_rows
from universo.domain.business_days import (
    DEFAULT_POLICY,
    MAX_DAYS,
    Calendar,
    CalendarError,
    Policy,
    ReceiptRule,
    read_holidays,
)
from universo.domain.decision_clock import BUENOS_AIRES, DECISION_DAYS, Due, compute_due

USAGE = f"""\
Uso: ./universo due-date INSTANTE [--days {DECISION_DAYS}] [--policy {DEFAULT_POLICY}] [--rule A]
                         [--holidays ARCHIVO.csv] [--json]

Calcula cuándo vence el plazo de un aviso recibido en INSTANTE (por ejemplo
2026-12-04T17:30:00-03:00). Sin zona horaria es hora de Buenos Aires; sin hora, las 00:00.
  --days      días hábiles del plazo, de 1 a {MAX_DAYS}
  --policy    NAC+DNL: no cuentan feriados ni días no laborables; NAC: los no laborables cuentan.
              Se puede agregar +BANCO o una provincia, como +AR-B
  --rule      A: se cuenta desde el día siguiente; B: un aviso en día inhábil se tiene por
              recibido el primer día hábil siguiente
  --holidays  otra tabla de feriados, con las columnas de la incluida
  --json      salida para programas
"""
_WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_OPTIONS = ("--days", "--policy", "--rule", "--holidays")
_REASONS = {
    "missing": "falta el dato",
    "not_a_date": "debe ser una fecha AAAA-MM-DD",
    "not_a_flag": "debe ser 1 o 0, y 1 en la columna amplia si lo es en la otra",
}


def main(argv: Sequence[str]) -> int:
    """Run the command with the arguments after its name; return the exit status."""
    try:
        arguments = read_arguments(argv, flags=("--json", "--help"), options=_OPTIONS)
        if "--help" in arguments.flags:
            print(USAGE, end="")
            return 0
        due = _compute(arguments)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    if "--json" in arguments.flags:
        print(json.dumps(_as_json(due), ensure_ascii=False, indent=2))
    else:
        print(_as_text(due))
    return 0


def _compute(arguments: Arguments) -> Due:
    if len(arguments.words) != 1:
        raise BadInput("Indique un instante de recepción, por ejemplo 2026-12-04T17:30:00-03:00.")
    received_at = _instant(arguments.words[0])
    days = _days(arguments.options.get("--days", str(DECISION_DAYS)))
    rule = _rule(arguments.options.get("--rule", ReceiptRule.A))
    policy = arguments.options.get("--policy", DEFAULT_POLICY)
    try:
        Policy.parse(policy)
    except CalendarError:
        raise BadInput(
            "--policy debe ser NAC o NAC+DNL, con +BANCO o una provincia como +AR-B si hace falta."
        ) from None
    calendar = _calendar(arguments.options.get("--holidays"), policy)
    try:
        return compute_due(received_at, days, calendar, rule)
    except CalendarError:
        raise BadInput("INSTANTE está fuera del calendario.") from None


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(
            "INSTANTE debe ser una fecha y hora ISO, por ejemplo 2026-12-04T17:30:00-03:00."
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=BUENOS_AIRES)


def _days(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    if not is_number or not 1 <= int(text) <= MAX_DAYS:
        raise BadInput(f"--days debe ser un número entero de 1 a {MAX_DAYS}.")
    return int(text)


def _rule(text: str) -> ReceiptRule:
    try:
        return ReceiptRule(text.upper())
    except ValueError:
        raise BadInput("--rule debe ser A o B.") from None


def _calendar(path: str | None, policy: str) -> Calendar:
    try:
        rows = holiday_rows(HOLIDAYS_CSV if path is None else Path(path))
        return Calendar.of(read_holidays(rows), policy)
    except BadFile as error:
        raise BadInput(f"--holidays: {error}.") from None
    except CalendarError as error:
        reason = _REASONS[error.code]
        raise BadInput(f"--holidays, línea {error.row}, {error.field}: {reason}.") from None


def _as_json(due: Due) -> dict[str, object]:
    return {
        "received_at": due.received_at.isoformat(),
        "due_at": due.due_at.isoformat(),
        "due_date": due.due_date.isoformat(),
        "counted": [day.isoformat() for day in due.counted],
        "skipped": [{"date": item.day.isoformat(), "reason": item.reason} for item in due.skipped],
        "provisional": due.provisional,
    }


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _as_text(due: Due) -> str:
    received = due.received_at
    lines = [
        f"Recibido el {_day(received.date())} a las {received:%H:%M:%S} (hora de Buenos Aires).",
        f"Vence el {_day(due.due_date)} a las 24:00.",
        "",
        f"Días hábiles contados: {len(due.counted)}",
        *(f"  {number:>4}  {_day(day)}" for number, day in enumerate(due.counted, start=1)),
    ]
    if due.skipped:
        lines += ["", f"Días que no cuentan: {len(due.skipped)}"]
        lines += [f"  {item.day:%d/%m/%Y}  {item.reason}" for item in due.skipped]
    if due.provisional:
        lines += ["", "Calendario provisorio: falta publicar días de algún año del plazo."]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
