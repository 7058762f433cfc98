"""COD: codes are unique, well formed and usable as names."""

import re
from collections.abc import Iterable, Iterator

from questionari.engine.checks.outline import checks, coded_lists, pages, questions
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.expressions.tree import CONTEXT_NAMES, ROW_NAMES
from questionari.engine.findings import StaticFinding

_QUESTION = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
#: A page's code stands in its address, beside addresses of the product's own: words in small letters.
PAGE = re.compile(r"(?=.*[A-Z0-9])[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_OPTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
RESERVED = CONTEXT_NAMES | ROW_NAMES | {"true", "false", "in"}


def _repeated(places: Iterable[tuple[str, str]], code: str, what: str) -> Iterator[StaticFinding]:
    """A finding for each name met again, at its second place."""
    seen: dict[str, str] = {}
    for name, pointer in places:
        if name in seen:
            yield finding(code, pointer, f"{what} {name!r} is already at {seen[name]}")
        seen.setdefault(name, pointer)


def duplicate_questions(subject: Subject) -> Iterator[StaticFinding]:
    """COD001: question codes, children's full codes included."""
    places = ((p.code, join(p.pointer, "code")) for p in questions(subject.document))
    return _repeated(places, "COD001", "question code")


def duplicate_pages(subject: Subject) -> Iterator[StaticFinding]:
    """COD002: section codes and page codes."""
    sections = ((s["code"], f"/sections/{i}/code") for i, s in enumerate(subject.document["sections"]))
    yield from _repeated(sections, "COD002", "section code")
    yield from _repeated(((p["code"], join(at, "code")) for p, at in pages(subject.document)), "COD002", "page code")


def duplicate_rules(subject: Subject) -> Iterator[StaticFinding]:
    """COD003: codes of checks, indicators, burden profiles."""
    yield from _repeated(((c["code"], join(at, "code")) for c, at, _ in checks(subject.document)), "COD003", "check")
    for key in ("indicators", "burden"):
        listed = subject.document.get(key, ())
        places = ((raw["code"], join("", key, i, "code")) for i, raw in enumerate(listed))
        yield from _repeated(places, "COD003", f"code in {key}")


def duplicate_options(subject: Subject) -> Iterator[StaticFinding]:
    """COD004: codes within one list; also those that 'plus' adds to a named list."""
    for listed, pointer in coded_lists(subject.document):
        places = ((raw["code"], join(pointer, i, "code")) for i, raw in enumerate(listed) if "code" in raw)
        yield from _repeated(places, "COD004", "code")
    for question in subject.questionnaire.questions.values():
        rows = question.matrix.rows if question.matrix else ()
        for codes in ([o.code for o in question.options], [r.code for r in rows]):
            at = subject.pointer(question.code)
            yield from _repeated(((code, at) for code in codes), "COD004", f"{question.code}: code")


def malformed(subject: Subject) -> Iterator[StaticFinding]:
    """COD005: the shape of codes of questions, pages, options, rows and columns."""
    for page, at in pages(subject.document):
        if not PAGE.fullmatch(page["code"]):
            yield finding("COD005", join(at, "code"), f"page code {page['code']!r} is not well formed")
    for place in questions(subject.document):
        if not _QUESTION.fullmatch(place.raw["code"]):
            yield finding(
                "COD005", join(place.pointer, "code"), f"question code {place.raw['code']!r} is not well formed"
            )
    for listed, pointer in coded_lists(subject.document):
        for i, raw in enumerate(listed):
            if not _OPTION.fullmatch(raw.get("code", "1")):
                yield finding("COD005", join(pointer, i, "code"), f"code {raw['code']!r} is not well formed")


def same_but_case(subject: Subject) -> Iterator[StaticFinding]:
    """COD006: question codes that differ by case only."""
    seen: dict[str, str] = {}
    for code in subject.questionnaire.questions:
        other = seen.setdefault(code.lower(), code)
        if other != code:
            yield finding("COD006", subject.pointer(code), f"{code!r} and {other!r} differ only by case")


def reserved_words(subject: Subject) -> Iterator[StaticFinding]:
    """COD007: words that the expression language keeps for itself."""
    for place in questions(subject.document):
        if place.raw["code"] in RESERVED:
            yield finding("COD007", join(place.pointer, "code"), f"{place.raw['code']!r} is a word of the language")
