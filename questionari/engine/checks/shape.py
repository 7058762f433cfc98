"""STR: which keys a type accepts and needs. RNG: limits that leave room. LIM: sizes."""

from collections.abc import Iterator, Mapping

from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.checks.outline import Place, questions
from questionari.engine.checks.sizes import MAX_CELLS, MAX_CHILDREN, MAX_OPTIONS
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.definition import Question
from questionari.engine.findings import StaticFinding

_NUMBERS = frozenset({"integer", "decimal", "currency", "percent"})
_CHOICES = frozenset({"choice", "multi", "ordered"})
_TEXTS = frozenset({"text", "long_text", "url", "unit_ref"})
_GIVEN = frozenset({"computed", "computed_text", "generated"})
_FILES = frozenset({"attachment"})
_UNANSWERED = _GIVEN | {"note", "group"}

#: Key -> the types it applies to. Keys absent here apply to every type.
APPLIES: Mapping[str, frozenset[str]] = {
    "options": _CHOICES | {"matrix", "computed_text"},
    "options_from": _CHOICES | {"matrix", "text", "comune"},
    "appearance": frozenset({"choice", "multi", "yes_no", "yes_no_na"}),
    "min_picks": frozenset({"multi", "ordered"}),
    "max_picks": frozenset({"multi", "ordered"}),
    "max_length": _TEXTS | {"generated"},
    "sensitive_text": frozenset({"text", "long_text"}),
    "min": _NUMBERS | {"matrix"},
    "max": _NUMBERS | {"matrix"},
    "places": frozenset({"decimal", "currency", "percent", "computed", "matrix"}),
    **dict.fromkeys(("cell", "rows", "columns", "blocked", "cell_rules"), frozenset({"matrix"})),
    **dict.fromkeys(("row_totals", "column_totals"), frozenset({"matrix"})),
    **dict.fromkeys(("min_rows", "max_rows", "fixed_rows"), frozenset({"roster"})),
    "questions": frozenset({"roster", "group"}),
    **dict.fromkeys(("units_from", "unit_types", "units_only"), frozenset({"unit_ref"})),
    **dict.fromkeys(("file_types", "max_mb"), _FILES),
    **dict.fromkeys(("prefill", "suggest"), frozenset(TYPE_NAMES) - _FILES),
    "expression": frozenset({"computed", "computed_text"}),
    "within": frozenset({"comune"}),
    "compare_previous": _NUMBERS | {"computed"},
}  # fmt: skip

#: Type -> keys it cannot do without.
NEEDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_CHOICES, ("options",)),
    "matrix": ("rows",),
    "roster": ("questions",),
    "group": ("questions",),
    "computed": ("expression",),
    "computed_text": ("expression",),
    "generated": ("max_length",),
}
NOT_IN_ROWS = _GIVEN | _FILES | {"matrix", "group", "note"}
MOST_DEPTH = 2  # a roster in the rows of another, and no further
_ORDERED_PAIRS = (("min", "max"), ("min_picks", "max_picks"), ("min_rows", "max_rows"))


def inapplicable_keys(subject: Subject) -> Iterator[StaticFinding]:
    """STR002: keys that the type does not know."""
    for place in questions(subject.document):
        for key in place.raw:
            if place.raw["type"] not in APPLIES.get(key, {place.raw["type"]}):
                yield finding(
                    "STR002", join(place.pointer, key), f"{place.code} ({place.raw['type']}) takes no {key!r}"
                )


def missing_keys(subject: Subject) -> Iterator[StaticFinding]:
    """STR003: keys that the type needs."""
    for place in questions(subject.document):
        needed = NEEDS.get(place.raw["type"], ()) + (("options",) if place.raw.get("cell") == "choice" else ())
        for key in needed:
            if key not in place.raw:
                yield finding("STR003", place.pointer, f"{place.code} ({place.raw['type']}) needs {key!r}")


def children_of_rosters(subject: Subject) -> Iterator[StaticFinding]:
    """STR004: only what fits a row stands in a roster; a roster does, once."""
    for place in questions(subject.document):
        kind = place.raw["type"]
        if place.roster and (kind in NOT_IN_ROWS or (kind == "roster" and place.depth >= MOST_DEPTH)):
            message = f"{kind} {place.raw['code']!r} cannot stand in roster {place.roster}"
            yield finding("STR004", join(place.pointer, "type"), message)


def required_but_unanswered(subject: Subject) -> Iterator[StaticFinding]:
    """CHK005: required notes, computed values, groups."""
    for place in questions(subject.document):
        required = place.raw.get("required") or "required_if" in place.raw
        if required and place.raw["type"] in _UNANSWERED:
            yield finding("CHK005", place.pointer, f"{place.code} is a {place.raw['type']}: nobody can answer it")


def limits(subject: Subject) -> Iterator[StaticFinding]:
    """RNG001 and RNG002: minima, maxima and picks."""
    minutes = subject.document.get("minutes")
    if minutes and minutes["min"] > minutes["max"]:
        yield finding("RNG001", "/minutes", f"min {minutes['min']} is greater than max {minutes['max']}")
    for place in questions(subject.document):
        for low, high in _ORDERED_PAIRS:
            if low in place.raw and high in place.raw and place.raw[low] > place.raw[high]:
                message = f"{place.code}: {low} {place.raw[low]} is greater than {high} {place.raw[high]}"
                yield finding("RNG001", join(place.pointer, low), message)
        yield from _picks(subject, place)


def _picks(subject: Subject, place: Place) -> Iterator[StaticFinding]:
    question = subject.question(place.code)
    for key in ("min_picks", "max_picks"):
        if question and question.options and place.raw.get(key, 0) > len(question.options):
            message = f"{place.code}: {key} {place.raw[key]}, but {len(question.options)} options"
            yield finding("RNG002", join(place.pointer, key), message)


def sizes(subject: Subject) -> Iterator[StaticFinding]:
    """LIM002 of lists as they are used, and of tables (`sizes` judges what is written, before)."""
    for code, question in subject.questionnaire.questions.items():
        cells = len(question.matrix.rows) * len(question.matrix.columns) if question.matrix else 0
        for size, limit, what in (
            (len(question.options), MAX_OPTIONS, "options"),
            (cells, MAX_CELLS, "cells"),
            (_below(question), MAX_CHILDREN, "children"),
        ):
            if size > limit:
                yield finding("LIM002", subject.pointer(code), f"{code}: {size} {what}, at most {limit}")


def _below(roster: Question) -> int:
    """The children of a roster, those of a roster in its rows too."""
    return sum(1 + _below(child) for child in roster.children)
