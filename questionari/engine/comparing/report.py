"""A comparison as JSON: the stable shape of ``flask questionnaire diff --format json`` (docs/language.md)."""

from typing import Any

from questionari.engine.comparing.model import ColumnChange, Comparison, Difference, QuestionChange, Version


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Every question, the unchanged ones too; of the columns those that change."""
    return {
        "old": _version(comparison.old),
        "new": _version(comparison.new),
        "identical": comparison.identical,
        "note": comparison.note,
        "counts": {kind.value: count for kind, count in comparison.counts().items()},
        "document": [_difference(difference) for difference in comparison.document],
        "questions": [_question(question) for question in comparison.questions],
        "columns": [_column(column) for column in comparison.columns],
    }


def _version(version: Version) -> dict[str, str]:
    return {"code": version.code, "version": version.version, "sha256": version.sha256, "title": version.title}


def _question(question: QuestionChange) -> dict[str, Any]:
    return {
        "old_code": question.old_code,
        "new_code": question.new_code,
        "old_title": question.old_title,
        "new_title": question.new_title,
        "matched_by": question.matched_by,
        "class": question.kind.value,
        "classes": [kind.value for kind in question.kinds],
        "comparability": question.comparability,
        "note": question.note,
        "differences": [_difference(difference) for difference in question.differences],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "class": difference.kind.value,
        "what": difference.what,
        "place": difference.place,
        "language": difference.language,
        "old": difference.old,
        "new": difference.new,
        "marked": [list(segment) for segment in difference.marked],
    }


def _column(column: ColumnChange) -> dict[str, Any]:
    return {
        "acts": list(column.acts),
        "old_file": column.old_file,
        "old_name": column.old_name,
        "old_kind": column.old_kind,
        "new_file": column.new_file,
        "new_name": column.new_name,
        "new_kind": column.new_kind,
        "codes": dict(column.codes),
        "codes_gained": list(column.codes_gained),
        "codes_lost": list(column.codes_lost),
    }
