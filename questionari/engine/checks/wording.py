"""TXT: texts are there in every language, plain, with the same placeholders."""

import re
from collections.abc import Iterator

from questionari.engine.checks.outline import texts
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.findings import StaticFinding

ORIGINAL = "it"
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|&(?:[a-zA-Z]+|#\d+);")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"[A-Za-z_][\w.]*(?!\w*\()")


def missing_translations(subject: Subject) -> Iterator[StaticFinding]:
    """TXT001: a text lacks a language of the document, Italian among them."""
    for place in texts(subject.document):
        for language in subject.document["languages"]:
            if language not in place.text:
                yield finding("TXT001", place.pointer, f"there is no text in {language!r}")


def blank_texts(subject: Subject) -> Iterator[StaticFinding]:
    """TXT003: a text of spaces only."""
    for place in texts(subject.document):
        for language, text in place.text.items():
            if not text.strip():
                yield finding("TXT003", join(place.pointer, language), "the text is blank")


def html(subject: Subject) -> Iterator[StaticFinding]:
    """TXT004: tags and entities, which would be shown as they are."""
    for place in texts(subject.document):
        for language, text in place.text.items():
            met = _TAG.search(text)
            if met:
                yield finding("TXT004", join(place.pointer, language), f"{met.group()!r} is HTML")


def different_placeholders(subject: Subject) -> Iterator[StaticFinding]:
    """TXT005: a translation that forgot a placeholder."""
    for place in texts(subject.document):
        met = {language: _read(text) for language, text in place.text.items()}
        for language, found in met.items():
            if found != met.get("it", found):
                yield finding("TXT005", join(place.pointer, language), f"reads other values than the Italian: {found}")


def _read(text: str) -> list[str]:
    """What the placeholders of a text read; words written in them differ between languages ("donna", "Frau")."""
    inside = (_QUOTED.sub("", found) for found in _PLACEHOLDER.findall(text))
    return sorted({name for found in inside for name in _NAME.findall(found)})


def unreviewed_translations(subject: Subject) -> Iterator[StaticFinding]:
    """TXT006: languages nobody has signed yet. TXT007: signatures of what is no translation of this document."""
    said = subject.document.get("translations", {})
    translations = [language for language in subject.document["languages"] if language != ORIGINAL]
    for language in translations:
        if said.get(language, {}).get("state") != "reviewed":
            yield finding("TXT006", "/languages", f"the texts in {language!r} are to be reviewed")
    for language in said:
        if language not in translations:
            yield finding("TXT007", join("/translations", language), f"{language!r} is no translation here")
