"""Tagged PDF (PDF/UA-1), and pictures, from the Typst templates in this package.

`render("receipt", data)` fills `templates/receipt.typ`; templates start with
`#import "base.typ": *` and read `data` from there. Only fonts of the product are used, and nothing
is fetched. A new document is one more `.typ` beside the others.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import typst

TEMPLATES = Path(__file__).resolve().parent / "templates"
FONTS = Path(__file__).resolve().parent.parent / "web" / "shared" / "fonts"
STANDARD: Final = "ua-1"


class UnknownTemplate(ValueError):
    """There is no template of this name."""


def render(template_name: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template filled with `data` (JSON values; texts already translated).

    `data["lang"]` and `data["title"]` are required: a reader of screens needs them. Raises
    UnknownTemplate, and typst.TypstError when the template and its data do not fit.
    """
    made = typst.compile(
        _path(template_name),
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=STANDARD,
    )
    assert isinstance(made, bytes)
    return made


def picture(
    template_name: str,
    data: Mapping[str, Any],
    kind: Literal["svg", "png"] = "png",
    *,
    ppi: float = 288,
) -> bytes:
    """Return a template of one page as a picture: SVG with its letters as shapes, or PNG with `ppi` dots
    an inch. Raises as `render`."""
    made = typst.compile(
        _path(template_name),
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format=kind,
        ppi=float(ppi),
    )
    assert isinstance(made, bytes)
    return made


def _path(template_name: str) -> Path:
    path = TEMPLATES / f"{template_name}.typ"
    if not template_name.isidentifier() or not path.is_file():
        raise UnknownTemplate(template_name)
    return path


@cache
def _fonts() -> Any:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)]
    )
