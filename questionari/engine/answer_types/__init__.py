"""Answer types: the one place where what people type becomes a value, and a value becomes text, JSON or fields."""

from questionari.engine.answer_types.base import (
    RESERVED_TEXT,
    AnswerType,
    Json,
    Problem,
    Reading,
    Table,
    is_empty,
    offered_reserved,
)
from questionari.engine.answer_types.fields import field_name, group_form
from questionari.engine.answer_types.matrix import cell_question, matrix_cells
from questionari.engine.answer_types.registry import ANSWER_TYPES, answer_type
from questionari.engine.answer_types.stored import decoder, decoders

__all__ = [
    "ANSWER_TYPES",
    "RESERVED_TEXT",
    "AnswerType",
    "Json",
    "Problem",
    "Reading",
    "Table",
    "answer_type",
    "cell_question",
    "decoder",
    "decoders",
    "field_name",
    "group_form",
    "is_empty",
    "matrix_cells",
    "offered_reserved",
]
