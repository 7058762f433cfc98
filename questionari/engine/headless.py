"""A run without a screen: answers and context as JSON in; path, findings, exported row and outcomes as JSON out.

The shapes are documented in docs/language.md. Raises ``InputError`` for input that is not of those shapes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from questionari.engine.answer_document import ReadAnswers, read_answers
from questionari.engine.answer_types.numbers import tidy
from questionari.engine.columns import export_row
from questionari.engine.definition import Questionnaire, say
from questionari.engine.findings import Confirmation, Finding, submittable
from questionari.engine.outcomes import effects, indicators
from questionari.engine.path import Path, find_path
from questionari.engine.requirements import missing, required_questions
from questionari.engine.roles import roles
from questionari.engine.validation import validate
from questionari.engine.values import Context, RoundInfo, Value

_CONTEXT_KEYS = frozenset({"today", "round", "census", "previous", "previous_round", "linked", "role"})
_ROUND_DATES = ("period_start", "period_end", "deadline")


class InputError(ValueError):
    """Answers or context that cannot be used. The message is English, names the place and the way out."""


@dataclass(frozen=True, slots=True)
class _Run:
    definition: Questionnaire
    read: ReadAnswers
    context: Context
    path: Path
    findings: tuple[Finding, ...]


def run(definition: Questionnaire, answers: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """Find the path of these answers, validate them, and say what would be exported."""
    read = read_answers(definition, _object(answers, "the answers"))
    if read.unknown:
        raise InputError(f"no question has the code {', '.join(read.unknown)}: correct or remove these answers")
    known = context_of(definition, _object(context, "the context"))
    path = find_path(definition, read.answers, known)
    confirmed = _confirmations(answers.get("_confirmed", {}))
    return _report(
        _Run(definition, read, known, path, validate(definition, read.answers, path, known, read.problems, confirmed))
    )


def _role(definition: Questionnaire, role: Any) -> str | None:
    """Whose part is filled in, None for all of them."""
    if role is not None and role not in roles(definition):
        known = ", ".join(roles(definition)) or "none"
        raise InputError(f"no section is filled in by {role!r}: the roles of this document are {known}")
    return None if role is None else str(role)


def _report(run: _Run) -> dict[str, Any]:
    definition, path, answers = run.definition, run.path, run.read.answers
    required = required_questions(definition, path)
    lacking = missing(definition, answers, path)
    return {
        "questionnaire": {"code": definition.code, "version": definition.version, "sha256": definition.sha256},
        "pages": [{"code": code, "questions": _questions(run, code)} for code in path.pages],
        "errors": _by_severity(run, "error"),
        "warnings": _by_severity(run, "warning"),
        "notes": _by_severity(run, "note"),
        "missing": list(lacking),
        "submittable": submittable(run.findings),
        "progress": {"answered": len(required) - len(lacking), "required": len(required)},
        "exported": _exported(run),
        "computed": {code: _json(value) for code, value in path.computed.items()},
        "indicators": {code: _json(value) for code, value in indicators(definition, path).items()},
        "effects": [
            {"kind": effect.kind, "fields": list(effect.fields), "text": say(effect.text)}
            for effect in effects(definition, path)
        ],
    }


def _questions(run: _Run, page: str) -> list[str]:
    shown = run.definition.page(page)
    return [code for code in (shown.questions if shown else ()) if run.path.asked(code)]


def _by_severity(run: _Run, severity: str) -> list[dict[str, Any]]:
    return [_finding(finding) for finding in run.findings if finding.severity == severity]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "message": finding.message,
        "fields": list(finding.fields),
        "page": finding.page,
        "row": finding.row,
        "keys": list(finding.keys),
        "confirmed": finding.confirmed,
    }


def _exported(run: _Run) -> dict[str, Any]:
    row = export_row(run.definition, {**run.read.answers, **run.path.computed}, run.path)
    return {
        "values": {name: _json(value) for name, value in row.values.items()},
        "stati": dict(row.stati),
        "long": {
            roster: [{name: _json(value) for name, value in line.items()} for line in lines]
            for roster, lines in row.long.items()
        },
    }


def _json(value: object) -> Any:
    """A scalar as JSON: whole numbers as numbers, others as exact text, dates as YYYY-MM-DD."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{tidy(value):f}"
    if isinstance(value, date):
        return value.isoformat()
    return list(map(_json, value)) if isinstance(value, tuple) else value


def context_of(definition: Questionnaire, data: Mapping[str, Any]) -> Context:
    """The context of its JSON: today, round, census, previous, previous_round, linked, role; all optional."""
    strangers = set(data) - _CONTEXT_KEYS
    if strangers:
        raise InputError(f"the context has no {', '.join(sorted(strangers))}: use {', '.join(sorted(_CONTEXT_KEYS))}")
    today = data.get("today")
    previous = data.get("previous")
    return Context(
        today=_date(today, "context.today") if today is not None else None,
        round=_round(data, "round"),
        census=_facts(data, "census"),
        previous=_previous(definition, previous) if previous is not None else None,
        previous_round=_round(data, "previous_round"),
        linked=_facts(data, "linked"),
        role=_role(definition, data.get("role")),
    )


def _previous(definition: Questionnaire, data: Any) -> dict[str, Value]:
    """Previous answers; those of questions that are gone are left out."""
    return read_answers(definition, _object(data, "context.previous")).answers


def _round(data: Mapping[str, Any], key: str) -> RoundInfo | None:
    if data.get(key) is None:
        return None
    raw = _object(data[key], f"context.{key}")
    lacking = [name for name in _ROUND_DATES if name not in raw]
    if lacking:
        raise InputError(f"context.{key} needs {', '.join(lacking)}, written YYYY-MM-DD")
    dates = [_date(raw[name], f"context.{key}.{name}") for name in _ROUND_DATES]
    return RoundInfo(dates[0], dates[1], dates[2], str(raw.get("title", "")))


def _facts(data: Mapping[str, Any], key: str) -> dict[str, Value] | None:
    if data.get(key) is None:
        return None
    return {name: _fact(value) for name, value in _object(data[key], f"context.{key}").items() if value is not None}


def _fact(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _date(value: Any, where: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InputError(f"{where}: {value!r} is not a date, write YYYY-MM-DD") from error


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{what} must be a JSON object")
    return value


def _confirmations(data: Any) -> dict[str, Confirmation]:
    given = _object(data, "_confirmed")
    return {code: Confirmation(str(reason)) for code, reason in given.items()}
