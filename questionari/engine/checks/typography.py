"""TXT: characters, marks and links of texts, which authors do not see and readers do."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from questionari.engine.checks.outline import texts
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.findings import StaticFinding

_SPACING = re.compile(r"^\s|[^\S\n]$|\s\Z|[^\s] {2,}[^\s]|[\x0b-\r\x1c-\x1f\x85]")
#: A workbook takes none of the first, XML none of the last.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_INVISIBLE = ("Cf", "Zl", "Zp")  # what no header of a mail takes either
_WORD = re.compile(r"[^\W\d_]{2,}")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]*)[^)]*\)")
_LEADS = ("https://", "mailto:", "tel:")
_WORTH_TRANSLATING = 4  # words


def _spacing(text: str) -> str | None:
    return "spaces at an end or doubled, or odd line ends" if _SPACING.search(text) else None


def _unclosed(text: str) -> str | None:
    return "** is opened and not closed" if text.count("**") % 2 else None


def _disguised(text: str) -> str | None:
    """Characters that show nothing, or words of two alphabets: they look like one thing and are another."""
    if _CONTROL.search(text):
        return "it holds a control character"
    if not text.isprintable() and any(unicodedata.category(character) in _INVISIBLE for character in text):
        return "it holds an invisible character"
    mixed = next((word for word in _WORD.findall(text) if len(_alphabets(word)) > 1), None)
    return None if mixed is None else f"{mixed!r} mixes two alphabets"


def _alphabets(word: str) -> set[str]:
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in word} - {"MODIFIER", "COMBINING"}


def _astray(text: str) -> str | None:
    wrong = next((target for target in _LINK.findall(text) if not target.startswith(_LEADS)), None)
    return None if wrong is None else f"the link leads to {wrong!r}"


_TESTS: Mapping[str, Callable[[str], str | None]] = {
    "TXT012": _unclosed,
    "TXT008": _disguised,
    "TXT009": _astray,
    "TXT011": _spacing,
}


def clean_texts(subject: Subject) -> Iterator[StaticFinding]:
    """TXT008, TXT009, TXT011 and TXT012, in every language."""
    for place in texts(subject.document):
        for language, text in place.text.items():
            yield from (finding(code, join(place.pointer, language), message) for code, message in _faults(text))


def _faults(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a text that is not blank."""
    for code, test in _TESTS.items():
        message = test(text) if text.strip() else None
        if message:
            yield code, message


def copied_translations(subject: Subject) -> Iterator[StaticFinding]:
    """TXT010: a translation that is the Italian text."""
    for place in texts(subject.document):
        italian = place.text.get("it", "")
        for language, text in place.text.items():
            if language != "it" and text == italian and len(italian.split()) >= _WORTH_TRANSLATING:
                yield finding("TXT010", join(place.pointer, language), f"the {language!r} text is the Italian one")
