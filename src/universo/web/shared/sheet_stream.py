"""An XLSX of any size, written while it is sent: no row waits for another, and no formula runs."""

from collections.abc import Iterable, Iterator, Sequence
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import StreamingHttpResponse
from django.utils.html import escape

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000  # of a sheet; what Excel takes, rounded down
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Not allowed in XML, and so in no cell.
CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)}
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf numFmtId="4" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
Cell = str | int  # a text, or an amount in minor units


def sheet_response(
    name: str, head: Sequence[object], rows: Iterable[Sequence[Cell]]
) -> StreamingHttpResponse:
    """Answer an XLSX; whole numbers are minor units and are shown with two decimals."""
    response = StreamingHttpResponse(sheet(head, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


class _Out(RawIOBase):
    """Keeps what was written until it is taken; a zip that cannot be sought in is written forward."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def sheet(head: Sequence[object], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield the file; rows beyond MOST_ROWS go on in further sheets under the same head."""
    out, source, number = _Out(), iter(rows), 0
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        is_over = False
        while not is_over:
            number += 1
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as page:
                page.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
                page.write(_row([str(title) for title in head], style=2))
                is_over = True
                for count, row in enumerate(source, start=2):
                    page.write(_row(row))
                    if out.parts:
                        yield out.take()
                    if count == MOST_ROWS:
                        is_over = False
                        break
                page.write(b"</sheetData></worksheet>")
        for name, text in _frame(number).items():
            archive.writestr(name, text)
    yield out.take()


def _row(cells: Sequence[Cell], style: int = 0) -> bytes:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>".encode()


def _cell(cell: Cell, style: int) -> str:
    if isinstance(cell, int):
        sign, (units, cents) = "-" if cell < 0 else "", divmod(abs(cell), 100)
        return f'<c s="1"><v>{sign}{units}.{cents:02d}</v></c>'
    text = escape(cell.translate(CONTROLS))
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>'


def _frame(count: int) -> dict[str, str]:
    """Return the other parts of a workbook with so many sheets."""
    numbers = range(1, count + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{XLSX}.main+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{sheets}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="rIdS" Type="{DOCUMENT}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
