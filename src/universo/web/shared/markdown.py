"""Markdown of courses as HTML: no HTML of its authors passes, links lead to the web only, no pictures."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token


@cache
def _reader() -> MarkdownIt:
    """The reader of a small Markdown: marks of HTML are text, pictures are not read at all."""
    reader = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")
    reader.disable(["image", "html_block", "html_inline"])
    reader.validateLink = _is_web  # type: ignore[method-assign]
    return reader


def as_html(text: str) -> SafeString:
    """Return a text in Markdown as HTML; its titles begin below that of the page (h2)."""
    reader = _reader()
    found: dict[str, Any] = {}
    tokens = reader.parse(text, found)
    for token in tokens:
        _lower(token)
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("rel", "noopener noreferrer nofollow")
    return SafeString(reader.renderer.render(tokens, reader.options, found))


def _lower(token: Token) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.netloc)
