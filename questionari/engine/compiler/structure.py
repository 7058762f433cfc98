"""Sections and pages, and where each question stands."""

from collections.abc import Iterable

from questionari.engine.checks.subject import page_owner, section_owner
from questionari.engine.compiler.build import Build, Sourced, items
from questionari.engine.compiler.questions import build_question
from questionari.engine.definition import Page, Section


def build_section(build: Build, at: Sourced) -> Section:
    """Compile a section with its pages."""
    raw = at.raw
    visible = build.expression(at, "visible_if", "visible_if", section_owner(raw["code"]))
    pages = tuple(_page(build, page) for page in items(at, "pages"))
    return Section(raw["code"], raw["title"], pages, visible, raw.get("intro"), raw.get("role"))


def _page(build: Build, at: Sourced) -> Page:
    raw = at.raw
    visible = build.expression(at, "visible_if", "visible_if", page_owner(raw["code"]))
    before = len(build.order)
    for source in items(at, "questions"):
        build_question(build, source)
    codes = tuple(code for code, index in build.order.items() if index >= before)
    return Page(raw["code"], raw["title"], codes, visible, raw.get("intro"))


def page_of(sections: Iterable[Section]) -> dict[str, str]:
    """Question code -> page code."""
    return {code: page.code for section in sections for page in section.pages for code in page.questions}


def section_of(sections: Iterable[Section]) -> dict[str, str]:
    """Page code -> section code."""
    return {page.code: section.code for section in sections for page in section.pages}
