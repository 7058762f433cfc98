"""Tagged PDFs (PDF/UA-1), set by typst. What is said in them is data: no text of a person is ever read as markup.

PDF/UA-1 knows no character without a glyph: one that our font lacks would refuse the whole file. It is replaced and
never looked for in fonts of the machine, so that a file looks the same wherever it is made.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from questionari import lazy
from questionari.engine.wording import translated

STANDARD = "ua-1"
REPLACED = "[?]"
#: What Libertinus Serif, the font that typst brings along, has of each block (a test sets every one of them).
_BLOCKS = (
    *((0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x4FF), (0x1E00, 0x1EFF), (0x2000, 0x205F), (0x2070, 0x209C)),
    *((0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x22FF), (0x25A0, 0x25FF)),
)
_LACKING = frozenset("⁁⁃⁓℟℡℣℥")
_NO_GLYPH = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Zl", "Zp"})
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_MARKS = {"strong_open": (0, 1), "strong_close": (0, -1), "em_open": (1, 1), "em_close": (1, -1)}

Run = tuple[str, bool, bool]  # words, strong, emphasised


def _printed() -> frozenset[str]:
    found = (chr(number) for first, last in _BLOCKS for number in range(first, last + 1))
    return frozenset(c for c in found if unicodedata.category(c) not in _NO_GLYPH) - _LACKING | frozenset("\n\t\xad")


PRINTED = _printed()


def tagged_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF that a template makes of its data, which it reads as JSON under the name "form"."""
    given = {"form": written(data)}
    options = {"format": "pdf", "pdf_standards": STANDARD, "ignore_system_fonts": True}
    return bytes(lazy.typst().compile(template, sys_inputs=given, **options))


def written(data: Mapping[str, Any]) -> str:
    """The data as a template reads them: JSON, of characters that can be set."""
    return json.dumps(printable(data), ensure_ascii=False)


def printable(data: Any) -> Any:
    """The same data, what cannot be set in its texts replaced."""
    if isinstance(data, str):
        composed = unicodedata.normalize("NFC", data)
        return "".join(c if c in PRINTED else REPLACED for c in composed)
    if isinstance(data, Mapping):
        return {name: printable(value) for name, value in data.items()}
    return [printable(value) for value in data] if isinstance(data, Sequence) else data


def page_words(language: str) -> list[str]:
    """The words around the two numbers at the foot of a page: before, between, after."""
    return re.split(r"\{\w+\}", translated("pagina {number} di {all}", language))


def runs(text: str) -> list[Run]:
    """One line of an author's Markdown: pieces with their emphasis."""
    return _pieces(_MARKDOWN.parseInline(text)[0].children or [])


def blocks(text: str) -> list[dict[str, Any]]:
    """Paragraphs and list items of an author's Markdown."""
    found, depth = [], 0
    for token in _MARKDOWN.parse(text):
        depth += token.nesting if token.type.startswith("list_item") else 0
        if token.type == "inline":
            found.append({"item": depth > 0, "runs": _pieces(token.children or [])})
    return found


def _pieces(tokens: list[Token]) -> list[Run]:
    depths, found = [0, 0], []
    for token in tokens:
        mark, step = _MARKS.get(token.type, (0, 0))
        depths[mark] += step
        words = "\n" if token.type in ("softbreak", "hardbreak") else token.content
        if words:
            found.append((words, depths[0] > 0, depths[1] > 0))
    return found
