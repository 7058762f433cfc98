"""The columns of the files with their Arrow types, from the definition alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation

import pyarrow as pa

from esportazioni.errors import ExportError
from questionari.engine.answer_types import cell_question
from questionari.engine.answer_types.numbers import MOST_PLACES, places
from questionari.engine.columns import Column, Kind
from questionari.engine.definition import Question, Questionnaire

#: 15 typed digits with 6 places need 21; what is computed of them has room enough.
PRECISION = 38
_WIDE = Context(prec=PRECISION)
STATE = pa.int8()
TYPES: Mapping[Kind, pa.DataType] = {
    "integer": pa.int64(),
    "flag": pa.int64(),
    "text": pa.string(),
    "code": pa.string(),
    "time": pa.string(),
    "date": pa.date32(),
}
#: Typed texts that no spreadsheet can mistake, or that lose their meaning with an apostrophe.
SAFE_TYPES = frozenset({"phone"})


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a file. ``free``: its text was typed freely, so that its cells may need protection.

    ``computed``: a reckoned number, rounded to the scale of its type; typed ones fit exactly.
    """

    column: Column
    type: pa.DataType
    free: bool
    computed: bool = False

    @property
    def name(self) -> str:
        """The header."""
        return self.column.name


def field_of(definition: Questionnaire, column: Column) -> Field:
    """The field of a column of the questionnaire."""
    leaf = leaf_question(definition.questions[column.question], column.key)
    if column.kind == "decimal":
        return Field(column, pa.decimal128(PRECISION, scale_of(leaf)), False, leaf.type == "computed")
    return Field(column, TYPES[column.kind], column.kind in ("text", "code") and leaf.type not in SAFE_TYPES)


def plain(column: Column, places: int = 0) -> Field:
    """The field of a column that no question gives."""
    if column.kind == "decimal":
        return Field(column, pa.decimal128(PRECISION, places), False)
    return Field(column, TYPES[column.kind], column.kind in ("text", "code"))


def scale_of(question: Question) -> int:
    """Decimals kept: those the question takes; of a computed value six, the rest is rounded."""
    return MOST_PLACES if question.type == "computed" else places(question)


def fitted(value: Decimal | None, scale: int) -> Decimal | None:
    """A computed number rounded to its scale, halves to the even digit. Raises ExportError beyond 38 digits."""
    try:
        return None if value is None else value.quantize(Decimal(1).scaleb(-scale), context=_WIDE)
    except InvalidOperation as error:
        raise ExportError(f"the computed number {value} has too many digits: correct its expression") from error


def leaf_question(question: Question, key: tuple[str, ...]) -> Question:
    """The question a column's cells answer: the child of a roster, the cell of a matrix, or the question itself."""
    if question.matrix is not None:
        return cell_question(question)[0]
    children = {child.code: child for child in question.children}
    inner = next(_children_in(key, children), None)
    return question if inner is None else leaf_question(inner, key[key.index(inner.code) + 1 :])


def _children_in(key: tuple[str, ...], children: Mapping[str, Question]) -> Iterator[Question]:
    return (children[part] for part in key if part in children)


def schema(fields: tuple[Field, ...]) -> pa.Schema:
    """The Arrow schema of a file."""
    return pa.schema([(field.name, field.type) for field in fields])
