"""Texts of questionnaires on a page: author's Markdown, cleaned; placeholders already resolved by the engine."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}


@lru_cache(maxsize=2048)
def markdown(text: str) -> Markup:
    """A block of text. Headings go down to h3, so that a page keeps its own outline; links to http(s) and mail only."""
    lowered = text.replace("\n## ", "\n### ").removeprefix("## ")
    clean = nh3.clean(
        _MARKDOWN.render(lowered), tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}
    )
    return Markup(clean)  # noqa: S704  # cleaned by nh3 just above


@lru_cache(maxsize=2048)
def inline(text: str) -> Markup:
    """One line of text: emphasis only."""
    clean = nh3.clean(_MARKDOWN.renderInline(text), tags={"strong", "em"}, attributes={})
    return Markup(clean)  # noqa: S704  # cleaned by nh3 just above
