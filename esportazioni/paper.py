"""A blank form as a tagged PDF (PDF/UA-1), set by typst. The form is data: no text of an author is read as markup."""

import re
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from esportazioni.typesetting import tagged_pdf
from questionari.engine.paper import PaperForm, PaperPage, PaperQuestion, PaperSection
from questionari.engine.wording import translated

TEMPLATE = Path(__file__).with_suffix(".typ")
_KEPT = 16  # forms kept in memory: a version and a type of service never change theirs
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_MARKS = {"strong_open": (0, 1), "strong_close": (0, -1), "em_open": (1, 1), "em_close": (1, -1)}

Run = tuple[str, bool, bool]  # words, strong, emphasised


@lru_cache(maxsize=_KEPT)
def pdf(form: PaperForm) -> bytes:
    """The form as a PDF."""
    return tagged_pdf(TEMPLATE, _data(form))


def _data(form: PaperForm) -> dict[str, Any]:
    """What the template reads."""
    before, between, after = re.split(r"\{\w+\}", translated("pagina {number} di {all}", form.language))
    return {
        "title": form.title,
        "name": f"{form.title} – {form.name}",
        "language": form.language,
        "page": [before, between, after],
        "heading": runs(form.title),
        "subtitle": form.subtitle,
        "intro": blocks(form.intro),
        "how": blocks(form.how),
        "sections": [_section(section) for section in form.sections],
        "glossary": form.glossary,
        "definitions": [_question(question) for question in form.definitions()],
    }


def _section(section: PaperSection) -> dict[str, Any]:
    return {
        "title": runs(section.title),
        "condition": section.condition,
        "intro": blocks(section.intro),
        "pages": [_page(page) for page in section.pages],
    }


def _page(page: PaperPage) -> dict[str, Any]:
    return {
        "title": runs(page.title),
        "condition": page.condition,
        "intro": blocks(page.intro),
        "questions": [_question(question) for question in page.questions],
    }


def _question(question: PaperQuestion) -> dict[str, Any]:
    return {
        **{
            name: getattr(question, name)
            for name in ("code", "number", "required", "condition", "hint", "blank", "lines")
        },
        "text": runs(question.text),
        "help": blocks(question.help),
        "boxes": [{**asdict(box), "text": runs(box.text), "detail": runs(box.detail)} for box in question.boxes],
        "grid": _grid(question),
        "reserved": list(question.reserved),
        "inner": [_question(inner) for inner in question.inner],
        "long": bool(question.grid or question.inner or len(question.boxes) > 12),
    }


def _grid(question: PaperQuestion) -> dict[str, Any] | None:
    if question.grid is None:
        return None
    rows = [{"title": title, "cells": list(cells)} for title, cells in question.grid.rows]
    return {"headers": list(question.grid.headers), "rows": rows, "legend": list(question.grid.legend)}


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
