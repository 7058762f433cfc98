"""Texts of forms as texts of documents: limited Markdown without HTML, visible characters only."""

import re
from html import unescape

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr"})
_SILENT = frozenset({"script", "style"})
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_LINE_ENDS = re.compile(r" ?\n ?")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*)(?:\s[^()]*)?\)")
_LEADS = ("https://", "mailto:", "tel:")
_TAG = re.compile(r"<(/?)([a-zA-Z!?][\w-]*)[^<>]*>")
_LEFT = re.compile(r"<(?=/?[a-zA-Z!])")
_ENTITY = re.compile(r"&(?=(?:[a-zA-Z]+|#\d+);)")


def _words(text: str) -> str:
    """The text without its tags: stress and breaks become Markdown, scripts are silent. In one pass, whatever it is."""
    pieces, silent, at = list[str](), 0, 0
    for met in _TAG.finditer(text):
        closing, tag = bool(met.group(1)), met.group(2).lower()
        pieces.append("" if silent else text[at : met.start()])
        pieces.append("" if silent else _MARKS.get(tag, "\n" if tag in _BREAKS else ""))
        silent = max(0, silent + (-1 if closing else 1)) if tag in _SILENT else silent
        at = met.end()
    return unescape("".join(pieces) + ("" if silent else text[at:]))


def plain(text: str) -> str:
    """The text with limited Markdown only.

    >>> plain("<h4>Name</h4> <b>of</b>&nbsp;the <span style='color:red'>child</span> &lt; 5")
    'Name\\n**of** the child < 5'
    """
    if "<" in text or "&" in text:
        text = _words(text)
    text = _LINK.sub(_link, INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
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
