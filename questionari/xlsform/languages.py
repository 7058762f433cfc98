"""Languages of a form's columns as languages of a document. Italian is what everything is written in first: where a
form has none, its first language stands in that place until it is translated, and the report says so."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionari.xlsform.findings import Report
from questionari.xlsform.tables import DEFAULT, SURVEY, Tables

_CODE = re.compile(r"\(([A-Za-z]{2})(?:-[A-Za-z]+)?\)\s*$")
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("it", "italiano", "italian", "italienisch", "italien"), "it"),
    **dict.fromkeys(("de", "deutsch", "german", "tedesco", "allemand"), "de"),
    **dict.fromkeys(("fr", "français", "francais", "french", "francese", "französisch"), "fr"),
    **dict.fromkeys(("sl", "slovenščina", "slovenscina", "slovene", "slovenian", "sloveno"), "sl"),
}
ORIGINAL, OFFERED = "it", ("it", "de", "fr", "sl")


@dataclass(frozen=True, slots=True)
class Languages:
    """``read``: language of a column -> ours. ``first``: the column's language that stands as Italian."""

    read: Mapping[str, str]
    first: str

    @property
    def offered(self) -> tuple[str, ...]:
        """Ours, in their order."""
        return tuple(language for language in OFFERED if language in self.read.values())


def code_of(spelt: str) -> str | None:
    """Our code of a language as a column spells it; None for one we do not have."""
    met = _CODE.search(spelt)
    named = _NAMES.get(spelt.partition("(")[0].strip().casefold())
    return _NAMES.get(met.group(1).casefold()) if met else named


def languages(form: Tables, report: Report) -> Languages:
    """Which column speaks which language."""
    spelt = form.languages or (DEFAULT,)
    by_code = {code: language for language in reversed(spelt) if (code := code_of(language)) is not None}
    first = by_code.get(ORIGINAL) or _first(form, spelt)
    if ORIGINAL not in by_code and first != DEFAULT:
        message = f"no column is Italian: the texts in {first!r} stand in its place until they are translated"
        report.add("language.italian", SURVEY, 1, message)
    read = {language: code for code, language in by_code.items() if language != first} | {first: ORIGINAL}
    for language in spelt:
        if language not in read and language != DEFAULT:
            report.add("language.lost", SURVEY, 1, f"{language!r} is none of it, de, fr, sl: its texts are left out")
    return Languages(read, first)


def _first(form: Tables, spelt: Sequence[str]) -> str:
    """The language of a form without Italian: the declared one, else that of most labels, the column that names none
    before others: a few hints without a language do not make those labels anything else.
    """
    declared = form.settings.get("default_language", "")
    if declared and declared in spelt:
        return declared
    said = Counter(language for row in (*form.survey, *form.choices) for language in row.texts("label"))
    return max(sorted(spelt, key=lambda language: language != DEFAULT), key=lambda language: said[language])
