"""What a question declares beside its text: bounds that can be met, lists that leave a choice, each thing once."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from questionari.engine.answer_types.numbers import DEFAULT_PLACES, MOST_DIGITS, MOST_PLACES
from questionari.engine.checks.outline import Place, coded_lists, questions, texts
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.columns import layout
from questionari.engine.findings import StaticFinding

Fault = tuple[str, str, str]  # code, key, message
_NUMBERS = frozenset({"integer", "decimal", "currency", "percent"})
_CHOICES = frozenset({"choice", "multi", "ordered"})
_LONG_LIST = 40
_WIDE_TEXT = 1000
_BIRTH = re.compile(r"\b(?:data|anno|giorno) di nascita\b|\bnat[oa] il\b", re.I)


def _bounds(place: Place) -> Iterator[Fault]:
    """RNG003 and RNG005: limits that no number can have."""
    raw = place.raw
    places = raw.get("places", DEFAULT_PLACES.get(raw["type"], MOST_PLACES))
    for key in ("min", "max"):
        value = Decimal(str(raw.get(key, 0)))
        if raw["type"] in _NUMBERS and -int(value.normalize().as_tuple().exponent) > places:
            yield "RNG003", key, f"{key} {value} has more than {places} decimals"
        if raw["type"] in _NUMBERS and abs(value) >= 10**MOST_DIGITS:
            yield "RNG005", key, f"{key} {value} has more than {MOST_DIGITS} digits"


def _counted(place: Place) -> Iterator[Fault]:
    """RNG004: how many rows there may be, where they are written."""
    for key in ("min_rows", "max_rows"):
        if key in place.raw and "fixed_rows" in place.raw:
            yield "RNG004", key, f"{place.code} has fixed rows and {key}"


def _twice(place: Place) -> Iterator[Fault]:
    """STR005 and STR006: two keys that say the same."""
    raw = place.raw
    if raw.get("required") and "required_if" in raw:
        yield "STR005", "required_if", f"{place.code} is required always and on a condition"
    if "prefill" in raw and "suggest" in raw:
        yield "STR006", "suggest", f"{place.code} is filled from the census and from an expression"


def _personal(place: Place) -> Iterator[Fault]:
    """PRI005 and PRI006: births, and wide texts that do not look for personal data."""
    raw = place.raw
    births = raw.get("concept", "").startswith("person.birth") or _BIRTH.search(raw["text"].get("it", ""))
    if births and raw["type"] in ("date", "month", "integer", "text"):
        yield "PRI005", "text", f"{place.code} asks when a person was born"
    if raw["type"] == "text" and raw.get("max_length", 0) > _WIDE_TEXT and not raw.get("sensitive_text"):
        yield "PRI006", "max_length", f"{place.code} takes {raw['max_length']} characters of free text"


_OF_QUESTIONS: tuple[Callable[[Place], Iterator[Fault]], ...] = (_bounds, _counted, _twice, _personal)


def declared(subject: Subject) -> Iterator[StaticFinding]:
    """What is told of each question by itself."""
    for place in questions(subject.document):
        for look in _OF_QUESTIONS:
            for code, key, message in look(place):
                yield finding(code, join(place.pointer, key), message)


def offered(subject: Subject) -> Iterator[StaticFinding]:
    """LST007, LST008, LST010 and LST011: what a choice offers."""
    for place in questions(subject.document):
        question = subject.question(place.code)
        if question is None or place.raw["type"] not in _CHOICES:
            continue
        count, at = len(question.options), join(place.pointer, "options")
        written = place.raw["options"] if isinstance(place.raw.get("options"), list) else []
        if question.type == "multi" and count > 1 and all(option.exclusive for option in question.options):
            yield finding("LST007", at, f"only one option of {place.code} can be picked")
        if place.raw["type"] == "choice" and any(option.get("exclusive") for option in written):
            yield finding("LST008", at, f"one option of {place.code} is picked in any case")
        if place.raw.get("not_available") and any(option.reserved == -7 for option in question.options):
            yield finding("LST010", join(place.pointer, "not_available"), f"an option of {place.code} says it already")
        if count > _LONG_LIST and question.appearance != "search" and question.type == "choice":
            yield finding("LST011", at, f"{place.code} has {count} options")


def coded(subject: Subject) -> Iterator[StaticFinding]:
    """LST009: one reserved answer said by two options. VAR003: codes that are one number."""
    for listed, pointer in coded_lists(subject.document):
        yield from _repeated(listed, pointer, "LST009", lambda raw: str(raw.get("reserved", "")))
        yield from _repeated(listed, pointer, "VAR003", _number)


def _number(raw: Mapping[str, object]) -> str:
    code = str(raw.get("code", ""))
    return str(int(code)) if code.isascii() and code.isdigit() else ""


def _repeated(
    listed: tuple[Mapping[str, object], ...], pointer: str, code: str, key: Callable[[Mapping[str, object]], str]
) -> Iterator[StaticFinding]:
    seen: dict[str, object] = {}
    for i, raw in enumerate(listed):
        found = key(raw)
        if found and found in seen and raw.get("code") != seen[found]:
            yield finding(code, join(pointer, i), f"{raw.get('code')!r} and {seen[found]!r} are both {found}")
        seen.setdefault(found, raw.get("code"))


def concepts(subject: Subject) -> Iterator[StaticFinding]:
    """COD008: two questions that say to measure the same thing."""
    seen: dict[str, str] = {}
    for place in (place for place in questions(subject.document) if place.roster is None):
        concept = place.raw.get("concept")
        if concept in seen:
            yield finding("COD008", join(place.pointer, "concept"), f"{concept} is measured by {seen[concept]} already")
        elif concept:
            seen[concept] = place.code


def named_codes(subject: Subject) -> Iterator[StaticFinding]:
    """REF006: a text that names a question which the document does not have."""
    prefix = re.escape(subject.document["code"])
    pattern = re.compile(rf"\b{prefix}\d{{1,2}}[A-Z]?_\d{{2}}[a-z]?\b")
    known = [place.raw["code"] for place in questions(subject.document)]
    for place in texts(subject.document):
        named = ((language, code) for language, text in place.text.items() for code in pattern.findall(text))
        for language, code in named:
            if not any(name.startswith(code) for name in known):
                yield finding("REF006", join(place.pointer, language), f"there is no question {code}")


def indicator_names(subject: Subject) -> Iterator[StaticFinding]:
    """VAR002: an indicator that would take the name of a variable."""
    taken = {column.name.casefold() for column in layout(subject.questionnaire).wide}
    for i, raw in enumerate(subject.document.get("indicators", ())):
        if raw["code"].casefold() in taken:
            yield finding("VAR002", join("", "indicators", i, "code"), f"{raw['code']} is a variable already")
