"""A document's texts as rows that a translator fills in, and the document with her words in it."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from questionari.engine.checks.outline import texts
from questionari.engine.checks.wording import ORIGINAL

TO_REVIEW: Mapping[str, str] = {"state": "to_review"}
NO_ORIGINAL = "L'italiano è l'originale di ogni questionario: scelga un'altra lingua."
INCOMPLETE = "La traduzione non è completa: riporti prima tutti i testi."
NAMELESS = "Per firmare serve il nome di chi ha riletto la traduzione."
UNFIT = "Il foglio non si adatta al documento di oggi: lo scarichi di nuovo."


class TranslationError(ValueError):
    """A translation that does not fit the document. The message is English, names the row and the way out; ``italian``
    says the same on pages.
    """

    def __init__(self, message: str, italian: str) -> None:
        super().__init__(message)
        self.italian = italian


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text: its JSON pointer, the original it stands for, the words in the other language ("" for none yet)."""

    place: str
    original: str
    translated: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A sheet's rows where their texts stand today, and those whose Italian stands nowhere any more."""

    rows: tuple[TextRow, ...]
    lost: tuple[TextRow, ...]


@dataclass(frozen=True, slots=True)
class Translated:
    """What an import made: the document, how many texts there are and how many are still missing."""

    document: dict[str, Any]
    texts: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether the language is said in full, hence declared."""
        return not self.missing


def text_rows(document: Mapping[str, Any], language: str) -> tuple[TextRow, ...]:
    """Every text of a self-contained document, in its order. Raises TranslationError for Italian."""
    if language == ORIGINAL:
        raise TranslationError("Italian is the original of every document: name another language", NO_ORIGINAL)
    return tuple(TextRow(t.pointer, t.text.get(ORIGINAL, ""), t.text.get(language, "")) for t in texts(document))


def placed(document: Mapping[str, Any], language: str, rows: Sequence[TextRow]) -> Placed:
    """The rows of an older sheet, each at the places where its very Italian stands today: its own, else wherever the
    same words have no translation yet. A document may grow while the translator works.
    """
    today = text_rows(document, language)
    own = {(row.place, row.original.strip()): row for row in rows}
    same = {row.original.strip(): row for row in rows if row.translated.strip()}
    met = tuple((now, _row_for(now, own, same)) for now in today)
    known = {now.original.strip() for now in today}
    lost = tuple(row for row in rows if row.translated.strip() and row.original.strip() not in known)
    return Placed(tuple(TextRow(now.place, now.original, row.translated) for now, row in met if row), lost)


def _row_for(now: TextRow, own: Mapping[tuple[str, str], TextRow], same: Mapping[str, TextRow]) -> TextRow | None:
    """The row that says a text of today, None where the sheet does not."""
    words = now.original.strip()
    row = own.get((now.place, words))
    return row if row or now.translated else same.get(words)


def with_translation(document: Mapping[str, Any], language: str, rows: Iterable[TextRow]) -> Translated:
    """The document with the rows' words. A row says what it translates: one whose original has changed is refused.

    A complete language is declared and stands to be reviewed if any word changed; an incomplete one keeps its texts but
    is not declared. Raises TranslationError.
    """
    known = {row.place: row for row in text_rows(document, language)}
    given = _fitting(known, rows)
    changed = copy.deepcopy(dict(document))
    missing = []
    for place in texts(changed):
        words = given.get(place.pointer, known[place.pointer].translated)
        _say(place.text, language, words)
        missing += [] if words else [place.pointer]
    moved = any(words != known[place].translated for place, words in given.items())
    _declare(changed, language, complete=not missing, moved=moved)
    return Translated(changed, len(known), tuple(missing))


def signed(document: Mapping[str, Any], language: str, reviewer: str, day: str) -> dict[str, Any]:
    """The document with a translation signed by who reviewed it. Raises TranslationError."""
    if language == ORIGINAL or language not in document["languages"]:
        raise TranslationError(
            f"{language!r} is no complete translation of this document: import all of it first", INCOMPLETE
        )
    if not reviewer.strip():
        raise TranslationError("a signature needs the name of who reviewed the translation", NAMELESS)
    signature = {"state": "reviewed", "reviewer": reviewer.strip(), "on": day}
    return _with_state(document, {**document.get("translations", {}), language: signature})


def _fitting(known: Mapping[str, TextRow], rows: Iterable[TextRow]) -> dict[str, str]:
    """The words by place, each row judged against the document of today."""
    given: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):  # the first line of a sheet holds the names
        fault = _fault(known, given, row)
        if fault:
            raise TranslationError(f"row {number}: {fault}", UNFIT)
        given[row.place] = row.translated.strip()
    return given


def _fault(known: Mapping[str, TextRow], given: Mapping[str, str], row: TextRow) -> str:
    if row.place not in known:
        return f"the document has no text at {row.place!r}: export the sheet again"
    if row.place in given:
        return f"{row.place!r} stands in two rows: keep one of them"
    if row.original.strip() != known[row.place].original.strip():
        return f"the Italian text at {row.place!r} has changed since the export: export the sheet again"
    return ""


def _say(text: Mapping[str, str], language: str, words: str) -> None:
    """Put the words into a text of the copy, or take them out of it."""
    own = cast(dict[str, str], text)  # a piece of the copy, which is plain JSON
    own.pop(language, None)
    own.update({language: words} if words else {})


def _declare(document: dict[str, Any], language: str, *, complete: bool, moved: bool) -> None:
    """Declare a complete language, take an incomplete one away; what has changed is to be reviewed."""
    others = [known for known in document["languages"] if known != language]
    document["languages"] = [*others, language] if complete else others
    states = dict(document.get("translations", {}))
    if moved or not complete:
        states.pop(language, None)
    if complete:
        states.setdefault(language, dict(TO_REVIEW))
    ordered = _with_state(document, states)
    document.clear()  # an update would leave the states at the end
    document.update(ordered)
    if not states:
        document.pop("translations", None)


def _with_state(document: Mapping[str, Any], states: Mapping[str, Any]) -> dict[str, Any]:
    """The document with these states, which stand beside its languages."""
    keys: Sequence[str] = [key for key in document if key != "translations"]
    place = keys.index("languages") + 1
    ordered = (*keys[:place], "translations", *keys[place:])
    return {key: states if key == "translations" else document[key] for key in ordered}
