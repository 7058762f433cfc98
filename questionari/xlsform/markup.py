"""Texts of forms as texts of documents: limited Markdown without HTML, visible characters only."""

import re
from html.parser import HTMLParser

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr"})
_SILENT = frozenset({"script", "style"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_LINE_ENDS = re.compile(r" ?\n ?")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*)[^()]*\)")
_LEADS = ("https://", "mailto:", "tel:")
_LEFT = re.compile(r"<(?=/?[a-zA-Z!])")
_ENTITY = re.compile(r"&(?=(?:[a-zA-Z]+|#\d+);)")


class _Plain(HTMLParser):
    """Keeps the words and the stress, drops every other tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Stress and breaks become Markdown."""
        self.silent += tag in _SILENT
        self.pieces.append(_MARKS.get(tag, "\n" if tag in _BREAKS else ""))

    def handle_endtag(self, tag: str) -> None:
        """The other end of the same."""
        self.silent -= tag in _SILENT and self.silent > 0
        self.pieces.append(_MARKS.get(tag, "\n" if tag in _BREAKS - {"br"} else ""))

    def handle_data(self, data: str) -> None:
        """Words, but for those of scripts."""
        self.pieces.append("" if self.silent else data)


def plain(text: str) -> str:
    """The text with limited Markdown only.

    >>> plain("<h4>Name</h4> <b>of</b>&nbsp;the <span style='color:red'>child</span> &lt; 5")
    'Name\\n**of** the child < 5'
    """
    if "<" in text or "&" in text:
        reader = _Plain()
        reader.feed(text)
        reader.close()
        text = "".join(reader.pieces)
    text = _LINK.sub(_link, _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _ENTITY.sub("& ", _LEFT.sub("< ", text))  # what is left of tags that were never closed
    return tidy(text)


def tidy(text: str) -> str:
    """Single spaces, no blank ends, at most one empty line."""
    return _LINE_ENDS.sub("\n", _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", text))).strip()


def _link(met: re.Match[str]) -> str:
    """A link that leads to an address stays; of another the words and the target stay."""
    words, target = met.groups()
    if target.startswith(_LEADS) and words.strip():
        return met.group()
    return f"{words}: {target}" if words and target else words or target
