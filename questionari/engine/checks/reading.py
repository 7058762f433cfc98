"""ACC: wording that everybody can follow, whatever they see and however they read (WCAG 1.3.3, 1.4.1, 2.4.2, 2.4.4)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from questionari.engine.checks.outline import coded_lists, pages, questions, texts
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.findings import StaticFinding

_COLOUR = r"(?:ross[oaie]|verd[ei]|giall[oaie]|blu|azzurr[oaie]|arancion[ei]|grigi[oaie])"
_THING = r"(?:in|colore|campo|campi|casell[ae]|riquadr[oi]|tast[oi]|pulsant[ei]|test[oi])"
#: Code -> what a text must not say, and how that is told.
_SAID: Mapping[str, tuple[re.Pattern[str], str]] = {
    "ACC001": (re.compile(rf"\b{_THING}\s+{_COLOUR}\b", re.I), "{0!r} tells something by its colour"),
    "ACC002": (
        re.compile(r"\b(?:a|alla|sulla|di)\s+(?:destra|sinistra)\b|\bin (?:alto|basso) a\b", re.I),
        "{0!r} tells something by its place",
    ),
    "ACC003": (re.compile(r"(?:\b[A-ZÀ-Ý]{3,}[\s,]+){3,}[A-ZÀ-Ý]{3,}\b"), "{0!r} is written in capitals"),
    "ACC006": (
        re.compile(r"\[(?:clicc\w+ |prem\w+ )?(?:qui|link|questo link|leggi|altro)\]\(", re.I),
        "the link {0!r} does not say where it leads",
    ),
}
LONGEST_QUESTION = 400


def followable(subject: Subject) -> Iterator[StaticFinding]:
    """ACC001, ACC002, ACC003 and ACC006: Italian texts that only some can follow."""
    for place in texts(subject.document):
        for code, (pattern, message) in _SAID.items():
            met = pattern.search(place.text.get("it", ""))
            if met:
                yield finding(code, join(place.pointer, "it"), message.format(met.group()))


def alike_options(subject: Subject) -> Iterator[StaticFinding]:
    """ACC004: two entries of one list that read the same."""
    for listed, pointer in coded_lists(subject.document):
        seen: dict[str, Any] = {}
        for i, raw in enumerate(listed):
            text = raw["text"].get("it", "").strip().casefold()
            if seen.get(text, raw.get("code")) != raw.get("code"):
                yield finding("ACC004", join(pointer, i, "text"), f"reads like {seen[text]}: {raw['text']['it']!r}")
            seen.setdefault(text, raw.get("code", i + 1))


def long_questions(subject: Subject) -> Iterator[StaticFinding]:
    """ACC005: questions of many lines, which are read aloud again at every field."""
    for place in questions(subject.document):
        size = len(place.raw["text"].get("it", ""))
        if size > LONGEST_QUESTION and place.raw["type"] != "note":
            yield finding("ACC005", join(place.pointer, "text"), f"{place.code} has a text of {size} characters")


def alike_pages(subject: Subject) -> Iterator[StaticFinding]:
    """ACC007: two pages with one title cannot be told apart in the list of pages or in a browser's history."""
    seen: dict[str, str] = {}
    for page, pointer in pages(subject.document):
        title = page["title"].get("it", "").casefold()
        if title in seen:
            yield finding("ACC007", join(pointer, "title"), f"page {page['code']} is titled like page {seen[title]}")
        seen.setdefault(title, page["code"])
