"""EXP and REF001: the static types of every expression, placeholders of texts included (TXT002)."""

from collections.abc import Iterator, Mapping

from questionari.engine.checks.outline import TextPlace, texts
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.expressions.checking import check, result
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.tree import Expression
from questionari.engine.expressions.types import Type
from questionari.engine.findings import StaticFinding
from questionari.engine.piping import segments

#: What the type checker reports -> our code; anything else is a disagreement of types.
_CODES: Mapping[str, str] = {
    "expression.unknown_name": "REF001",
    "expression.unknown_field": "EXP006",
    **dict.fromkeys(("expression.unknown_function", "expression.arity", "expression.argument"), "EXP004"),
    **dict.fromkeys(
        (
            "expression.unknown_option",
            "expression.reserved_option",
            "expression.unknown_row",
            "expression.unknown_column",
            "expression.unknown_child",
            "expression.unknown_detail",
            "expression.blocked_cell",
        ),
        "EXP003",
    ),
}


def types_agree(subject: Subject) -> Iterator[StaticFinding]:
    """EXP002, EXP003, EXP004, EXP006 and REF001."""
    for site in subject.sites:
        expected = Kind.BOOLEAN if site.boolean else None
        for fault in check(site.expression, subject, expected=expected, foreach=site.row):
            code = _CODES.get(fault.code, "EXP002")
            yield finding(code, site.pointer, f"{fault.message} (column {fault.column} of: {site.expression.source})")


def provinces_are_named(subject: Subject) -> Iterator[StaticFinding]:
    """LST012: 'within' gives a province, or several."""
    for site in subject.sites:
        if site.role == "within" and not _are_provinces(result(site.expression, subject, site.row)):
            yield finding("LST012", site.pointer, f"{site.expression.source} is no province, nor a list of provinces")


def _are_provinces(found: Type) -> bool:
    one = found.item if found.kind in (Kind.LIST, Kind.CODES) and found.item is not None else found
    kind = found.question.type if found.question is not None else "province"
    return one.kind in (Kind.TEXT, Kind.CODE, Kind.ANY) and kind in ("province", "choice", "multi", "ordered")


def preparation_reads_the_census(subject: Subject) -> Iterator[StaticFinding]:
    """EXP005: the sheet is printed before anybody answers."""
    for site in subject.sites:
        if site.role == "preparation" and site.expression.names:
            names = ", ".join(sorted(site.expression.names))
            yield finding("EXP005", site.pointer, f"{names} is not known before the questionnaire is opened")


def placeholders(subject: Subject) -> Iterator[StaticFinding]:
    """TXT002: every {EXPRESSION} of every text can be resolved."""
    for place in texts(subject.document):
        for language, text in place.text.items():
            for message in _faults(subject, place, text):
                yield finding("TXT002", join(place.pointer, language), message)


def _faults(subject: Subject, place: TextPlace, text: str) -> Iterator[str]:
    try:
        pieces = segments(text)
    except ExpressionError as error:
        yield error.message
        return
    for piece in pieces:
        if isinstance(piece, Expression):
            for fault in check(piece, subject, foreach=place.row):
                yield f"{{{piece.source}}}: {fault.message}"
