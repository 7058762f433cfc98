"""A blank form as a tagged PDF (PDF/UA-1), set by typst. The form is data: no text of an author is read as markup."""

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from esportazioni.typesetting import blocks, page_words, runs, tagged_pdf
from questionari.engine.paper import PaperForm, PaperPage, PaperQuestion, PaperSection

TEMPLATE = Path(__file__).with_suffix(".typ")
_KEPT = 16  # forms kept in memory: a version and a type of service never change theirs


@lru_cache(maxsize=_KEPT)
def pdf(form: PaperForm) -> bytes:
    """The form as a PDF."""
    return tagged_pdf(TEMPLATE, _data(form))


def _data(form: PaperForm) -> dict[str, Any]:
    """What the template reads."""
    return {
        "title": form.title,
        "name": f"{form.title} – {form.name}",
        "language": form.language,
        "page": page_words(form.language),
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
