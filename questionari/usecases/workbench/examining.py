"""What the static checks say of a text, each finding at its line; also of a text that is no JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from questionari import catalogue
from questionari.engine.checks.sizes import oversized
from questionari.engine.definition import Questionnaire, say
from questionari.engine.editing.lines import line_of, lines_of
from questionari.engine.editing.places import address_at
from questionari.engine.findings import StaticFinding
from questionari.usecases.workbench.pointing import beyond, place_words
from questionari.usecases.workbench.versions import Load, Told, loads_of, told

KEPT = 12  # texts
NOT_JSON = "Il testo non si può leggere come documento JSON: corregga il punto indicato."
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_LINE = re.compile(r"\bline (\d+)")


@dataclass(frozen=True, slots=True)
class Examined:
    """A text judged. ``definition`` is None while there are errors, ``sha256`` while there is no document."""

    findings: tuple[Told, ...]
    definition: Questionnaire | None
    sha256: str | None
    loads: tuple[Load, ...] = ()
    shaped: bool = True  # whether parts can be found in it: it follows the schema and is not too large to be looked at

    @property
    def errors(self) -> int:
        """How many findings forbid publication."""
        return sum(found.severity == "error" for found in self.findings)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a text says of itself; "" for what it does not say."""

    code: str = ""
    version: str = ""
    title: str = ""


@lru_cache(maxsize=KEPT)
def examine(text: str) -> Examined:
    """Every finding of a text. The same text is asked for again and again: by the act, by saving, by the page after."""
    try:
        prepared = catalogue.load_document(text.encode())
        compiled = catalogue.compile_document(prepared)
    except (catalogue.DocumentError, UnicodeEncodeError) as error:
        return Examined((_unreadable(str(error)),), None, None, shaped=False)
    shaped = _shaped(prepared.document, compiled.findings)
    lines, document = lines_of(text), prepared.document if shaped else {}
    findings = tuple(_placed(found, lines, document) for found in told(compiled.findings))
    definition = compiled.questionnaire
    return Examined(findings, definition, prepared.sha256 or None, loads_of(definition) if definition else (), shaped)


def definition_of(text: str) -> Questionnaire | None:
    """The questionnaire of a text, None while there are errors: what a preview needs, without the findings' lines."""
    try:
        return catalogue.compile_document(text.encode()).questionnaire
    except (catalogue.DocumentError, UnicodeEncodeError):
        return None


def _shaped(document: Mapping[str, Any], findings: tuple[StaticFinding, ...]) -> bool:
    return not (any(found.code == "STR001" for found in findings) or oversized(document))


def _placed(found: Told, lines: Mapping[str, int], document: Mapping[str, Any]) -> Told:
    where, place = address_at(document, found.pointer), place_words(document, found.pointer)
    said = beyond(place, found.particular)
    return replace(found, line=line_of(lines, found.pointer), address=where, place=place, particular=said)


def _unreadable(message: str) -> Told:
    found = _LINE.search(message)
    return Told("JSON", "error", "errore", NOT_JSON, message, "/", int(found[1]) if found else 1)


def identity(text: str) -> Identity:
    """Code, version and title, as far as they can be read."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return Identity()
    if not isinstance(document, Mapping):
        return Identity()
    title = document.get("title")
    words = say(title) if isinstance(title, dict) and isinstance(title.get("it", ""), str) else ""
    return Identity(_word(document.get("code")), _word(document.get("version")), plain(words)[:200])


def _word(value: Any) -> str:
    return plain(value)[:40] if isinstance(value, str) else ""


def plain(text: str) -> str:
    """One line that any database takes: no control characters, no half of a character."""
    return _CONTROL.sub(" ", text.encode("utf-8", "ignore").decode()).strip()
