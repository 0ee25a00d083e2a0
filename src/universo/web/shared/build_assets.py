"""Build the font files that are committed beside this module.

    python src/universo/web/shared/build_assets.py

Needs the development packages `fontpkg-hanken-grotesk`, `fonttools` and `brotli`; the running
product needs none of them, because the results are committed:

* `static/universo/fonts/hanken-grotesk.woff2`  variable weight, for pages
* `fonts/HankenGrotesk-Regular.ttf`, `-SemiBold.ttf`  static weights, for PDF documents
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE_FONT = HERE / "static" / "universo" / "fonts" / "hanken-grotesk.woff2"
PDF_FONTS = HERE / "fonts"
STATIC_WEIGHTS = {"Regular": 400, "SemiBold": 600}
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "tnum", "lnum", "ss01", "case"]
# Latin-1, the letters of our neighbours' names, typographic quotes, dashes, arrows and money signs.
UNICODES = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026),
    *(0x2032, 0x2033, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212),
    *(0x2260, 0x2264, 0x2265, 0x00D7, 0x2007, 0x2009, 0x200A, 0x202F, 0x2116),
]


def source() -> Path:
    """The upright variable TTF of the development package."""
    import fontpkg_hanken_grotesk as package

    (found,) = (Path(package.__file__).parent / "files").glob("HankenGrotesk[[]wght[]].ttf")
    return found


def build() -> list[Path]:
    """Write the three font files; return their paths."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    def write(font: TTFont, target: Path, flavor: str | None) -> Path:
        options = subset.Options(layout_features=FEATURES, flavor=flavor, hinting=False)
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17, 25]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=UNICODES)
        subsetter.subset(font)
        font.flavor = flavor
        target.parent.mkdir(parents=True, exist_ok=True)
        font.save(target)
        return target

    written = [write(TTFont(source()), PAGE_FONT, "woff2")]
    for name, weight in STATIC_WEIGHTS.items():
        font = instancer.instantiateVariableFont(
            TTFont(source()), {"wght": weight}, updateFontNames=True
        )
        written.append(write(font, PDF_FONTS / f"HankenGrotesk-{name}.ttf", None))
    return written


if __name__ == "__main__":
    for path in build():
        sys.stdout.write(f"{path.relative_to(HERE)}  {path.stat().st_size / 1024:.1f} KB\n")
