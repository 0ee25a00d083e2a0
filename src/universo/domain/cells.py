"""Cells of the files we give: text that no spreadsheet takes for a formula."""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def text_cell(value: object) -> str:
    """Return text that a spreadsheet takes as text: what could be a formula gets an apostrophe."""
    found = str(value).replace("\x00", "")
    return f"'{found}" if found.lstrip(" ").startswith(_RISKY) else found
