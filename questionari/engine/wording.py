"""The product's own words for respondents in their languages (docs/languages.md).

The Italian words are the key; ``schemi/interfaccia/<language>.json`` says them in another language, with the same
``{placeholders}``, and who has reviewed it. What a catalogue lacks is said in Italian: a test holds them complete.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from questionari.engine.definition import Text, say
from questionari.engine.spacing import typeset

ITALIAN = "it"
FOLDER = Path(__file__).resolve().parents[2] / "schemi" / "interfaccia"
#: The languages there is a catalogue for, each by its own name.
NAMES: Mapping[str, str] = {ITALIAN: "Italiano", "de": "Deutsch", "fr": "Français", "sl": "Slovenščina"}
#: How many forms a noun has beside a number, and which last digits take each but the last (the rule of Unicode CLDR).
FORMS: Mapping[str, tuple[tuple[int, ...], ...]] = {
    ITALIAN: ((1,),),
    "de": ((1,),),
    "fr": ((0, 1),),
    "sl": ((1,), (2,), (3, 4)),
}
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language. ``plurals``: by the Italian plural, one form for each of ``FORMS`` and the rest.

    ``scripts``: what the scripts of a page say, in both ways. ``reviewer`` is "" until a named person has read it all.
    """

    messages: Mapping[str, str]
    plurals: Mapping[str, tuple[str, ...]]
    scripts: Mapping[str, str | list[str]]
    reviewer: str = ""


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; an empty one for Italian and for languages that have none.

    Whatever spaces stand in its file, the words have those of the language's own typography.
    """
    if language == ITALIAN or language not in NAMES:
        return Catalogue({}, {}, {}, NAMES[ITALIAN])
    data = json.loads((FOLDER / f"{language}.json").read_text())
    messages = {italian: typeset(words, language) for italian, words in data["messages"].items()}
    plurals = {italian: tuple(_each(forms, language)) for italian, forms in data["plurals"].items()}
    scripts = {
        italian: typeset(words, language) if isinstance(words, str) else list(_each(words, language))
        for italian, words in data["scripts"].items()
    }
    return Catalogue(messages, plurals, scripts, data.get("reviewer", ""))


def _each(forms: Iterable[str], language: str) -> Iterator[str]:
    return (typeset(form, language) for form in forms)


def translated(message: str, language: str) -> str:
    """The message in that language, its placeholders still open."""
    return catalogue(language).messages.get(message, message)


def counted(count: int, one: str, many: str, language: str) -> str:
    """The form of a message that agrees with a number, its placeholders still open. ``many`` is its key."""
    forms = catalogue(language).plurals.get(many, (one, many))
    rule = FORMS[language if len(forms) == len(FORMS.get(language, ())) + 1 else ITALIAN]
    digits = count % HUNDRED if len(rule) > 1 else count
    return next((forms[i] for i, numbers in enumerate(rule) if digits in numbers), forms[-1])


class Phrase(Mapping[str, str]):
    """A text (language -> words) made of a message and its values, put into words only where somebody reads it.

    A value may be a text itself: it is said in the same language.
    """

    def __init__(self, message: str, values: Mapping[str, object]) -> None:
        self._message = message
        self._values = values

    def __getitem__(self, language: str) -> str:
        """The words in that language."""
        words = translated(self._message, language)
        return words.format(**{name: _said(value, language) for name, value in self._values.items()})

    def __iter__(self) -> Iterator[str]:
        """The languages it can be said in."""
        return iter(NAMES)

    def __len__(self) -> int:
        """How many they are."""
        return len(NAMES)

    def __hash__(self) -> int:
        """By the Italian words, as equality goes."""
        return hash(self[ITALIAN])


def _said(value: object, language: str) -> object:
    return say(value, language) if isinstance(value, Mapping) else value


def phrase(message: str, /, **values: object) -> Text:
    """A message of ours with its values, in every language."""
    return Phrase(message, values)


def joined(texts: Iterable[Text], between: str = " ") -> Text:
    """Several texts as one."""
    named = {f"t{number}": text for number, text in enumerate(texts)}
    return Phrase(between.join(f"{{{name}}}" for name in named), named)
