import ast
import inspect
import re
from pathlib import Path

from universo.sales.feeds import codes, reasons

ALL = {**reasons.REFUSALS, **reasons.REJECTIONS, **reasons.CAUTIONS}
PO = Path(inspect.getfile(reasons)).parents[2] / "locale" / "es_AR" / "feeds.po"


def catalogue() -> dict[str, str]:
    pairs = re.findall(
        r'^msgid (".*")\nmsgstr (".*")$', PO.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {ast.literal_eval(one): ast.literal_eval(other) for one, other in pairs if one != '""'}


def test_every_code_has_a_sentence() -> None:
    assert set(reasons.REFUSALS) == set(codes.Refusal)
    assert set(reasons.REJECTIONS) == set(codes.Rejection)
    assert set(reasons.CAUTIONS) == set(codes.Caution)


def test_codes_are_told_apart() -> None:
    every = [*codes.Refusal, *codes.Rejection, *codes.Caution]
    assert len({code.value for code in every}) == len(every)


def test_every_sentence_is_in_spanish_with_the_same_places() -> None:
    spanish = catalogue()
    assert set(spanish) == set(ALL.values())
    for english, text in spanish.items():
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", text))


def test_gaps_are_written_as_amounts() -> None:
    from universo.domain.money import format_amount

    assert format_amount(-101) == "-1,01"
    places = set(re.findall(r"%\((\w+)\)s", reasons.REJECTIONS[codes.Rejection.DOES_NOT_ADD_UP]))
    assert places == {"gap"}


def test_a_sentence_is_filled_when_it_is_read() -> None:
    from django.utils.translation import override

    text = reasons.reason_text(codes.Rejection.DOES_NOT_ADD_UP, {"gap_minor": 123456})
    with override("en"):
        assert str(text) == "The parts do not add up to the total; the gap is 1.234,56."


def test_what_a_rejection_carries_fills_its_sentence() -> None:
    from django.utils.translation import override

    from .feed_files import ISSUER, csv_file, read_file

    header = "recibo;fecha;tipo;pv;factura;medio;importe"
    rows = [";;;;;;1", "R;x;1;1;1;efectivo;1", "R;1/1/26;1;1;1;efectivo;1,000", "R;1/1/26;;;1;a;1",
            "R;1/1/26;4;1;1;efectivo;1", "R;1/1/26;1;1;1;efectivo;1;2", "R", "R;1/1/26;1;1;1;;1",
            "R;1/1/26;1;1;1;rechazado;1", "R;1/1/26;1;1;1;efectivo;0"]  # fmt: skip
    got = read_file("f", csv_file(header, *rows), ISSUER)
    assert len(got.rejected) == len(rows)
    with override("en"):
        for one in got.rejected:
            assert "%(" not in str(reasons.reason_text(one.reason_code, one.params))
