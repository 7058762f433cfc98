"""Examples: invented answers kept with a questionnaire and run again on each new text, so that a change that leads
people elsewhere is seen.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.answer_document import written_answers
from questionari.engine.definition import Questionnaire
from questionari.engine.editing.aliases import Alias, answers_under, codes_under, meant
from questionari.engine.headless import InputError, run
from questionari.engine.values import Value
from questionari.store.models.drafts import QuestionnaireExample
from questionari.store.types import new_id
from questionari.usecases import audit
from questionari.usecases.fields import line, read_fields
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.earlier import round_json

MOST = 40
GONE = "Non si può più leggere: una risposta non ha più la forma che la domanda prende."


@dataclass(frozen=True, slots=True)
class Replayed:
    """An example run on a text: pages that it meets now and did not, and the other way round, the same of errors;
    ``removed`` are answered questions that are gone; ``problem`` says why it could not be run.
    """

    id: uuid.UUID
    name: str
    submittable: bool
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problem: str = ""

    @property
    def same(self) -> bool:
        """Whether it goes as when it was saved."""
        return not (self.gained or self.lost or self.errors or self.mended or self.removed or self.problem)


def save(session: Session, now: datetime, actor: Actor, case: Case, name: str) -> uuid.UUID:
    """Keep what an author has typed in the preview. Raises Invalid for a name, Refused when there are too many."""
    title = read_fields({"_esempio": name}, {"_esempio": line(100, required=True)})["_esempio"]
    definition = case.definition
    if len(_rows(session, definition.code)) >= MOST:
        raise Refused("too_many", f"Ci sono già {MOST} esempi: ne tolga uno.")
    answers: dict[str, Any] = dict(written_answers(definition, case.answers))
    context = _around(case)
    row = QuestionnaireExample(
        id=new_id(),
        code=definition.code,
        name=title,
        answers=answers,
        context=context,
        outcome=_outcome(run(definition, answers, context)),
        renamed=[],
        saved_at=now,
        saved_by=actor.id or actor.kind,
    )
    session.add(row)
    session.flush()
    audit.record(session, now, actor, "example.saved", ("questionnaire_example", row.id), code=definition.code)
    return row.id


def _around(case: Case) -> dict[str, Any]:
    """What is known beside the answers, supposed facts and answers of the round before too, as a run takes it."""
    known = case.context
    parts: dict[str, Any] = {
        "today": known.today.isoformat() if known.today else None,
        "round": round_json(known.round) if known.round else None,
        "census": dict(case.header.census),
        "linked": {name: _plain(fact) for name, fact in (known.linked or {}).items()},
        "previous": written_answers(case.definition, known.previous) if known.previous else None,
        "previous_round": round_json(known.previous_round) if known.previous_round else None,
        "role": known.role,
    }
    return {name: part for name, part in parts.items() if part}


def _plain(fact: Value) -> Any:
    """A supposed fact: a number, or words."""
    return (int(fact) if fact == int(fact) else float(fact)) if isinstance(fact, Decimal) else str(fact)


def _outcome(report: Mapping[str, Any]) -> dict[str, Any]:
    errors = sorted({found["code"] for found in report["errors"]})
    return {
        "pages": [page["code"] for page in report["pages"]],
        "errors": errors,
        "submittable": report["submittable"],
    }


def replay(session: Session, definition: Questionnaire) -> tuple[Replayed, ...]:
    """Every example of the questionnaire, run on this text."""
    return tuple(_replayed(row, definition) for row in _rows(session, definition.code))


def _rows(session: Session, code: str) -> list[QuestionnaireExample]:
    living = (QuestionnaireExample.code == code, QuestionnaireExample.dropped_at.is_(None))
    order = (QuestionnaireExample.name, QuestionnaireExample.id)
    return list(session.scalars(select(QuestionnaireExample).where(*living).order_by(*order)))


def naming(session: Session, code: str, found: Alias) -> tuple[QuestionnaireExample, ...]:
    """The examples of a questionnaire that name what is going to be called otherwise."""
    return tuple(row for row in _rows(session, code) if _names(row, found))


def _names(row: QuestionnaireExample, found: Alias) -> bool:
    aliases = [found, *(older for one in row.renamed if (older := Alias.of(one).after(found)) is not None)]
    codes = [*row.outcome["pages"], *row.outcome["errors"]]
    return any(answers_under(row.answers, one) != row.answers or codes_under(codes, one) != codes for one in aliases)


def follow(rows: Iterable[QuestionnaireExample], found: Alias) -> None:
    """Note in these examples what something is called from now on."""
    for row in rows:
        older = (one.after(found) for one in map(Alias.of, row.renamed))
        row.renamed = [*row.renamed, found.kept, *(one.kept for one in older if one is not None)]


def answers_of(session: Session, definition: Questionnaire, example_id: uuid.UUID) -> Mapping[str, Any]:
    """The answers of an example of a questionnaire, by the codes it has now. Raises NotFound."""
    row = next((row for row in _rows(session, definition.code) if row.id == example_id), None)
    if row is None:
        raise NotFound("esempio")
    answers, _ = _today(row, definition)
    return {code: answer for code, answer in answers.items() if code in definition.questions}


def named(session: Session, code: str) -> list[tuple[str, str]]:
    """The examples of a questionnaire: id, name."""
    return [(str(row.id), row.name) for row in _rows(session, code)]


def _today(row: QuestionnaireExample, definition: Questionnaire) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Answers and outcome of an example, under the names that this text knows."""
    answers, outcome = row.answers, row.outcome
    for found in filter(lambda one: meant(definition, one), map(Alias.of, row.renamed)):
        answers = answers_under(answers, found)
        outcome = {**outcome, **{part: codes_under(outcome[part], found) for part in ("pages", "errors")}}
    return answers, outcome


def _replayed(row: QuestionnaireExample, definition: Questionnaire) -> Replayed:
    answers, before = _today(row, definition)
    known = {code: answer for code, answer in answers.items() if code in definition.questions}
    try:
        now = _outcome(run(definition, known, row.context))
    except InputError:
        return Replayed(row.id, row.name, False, problem=GONE)
    return Replayed(
        row.id,
        row.name,
        now["submittable"],
        _only(now["pages"], before["pages"]),
        _only(before["pages"], now["pages"]),
        _only(now["errors"], before["errors"]),
        _only(before["errors"], now["errors"]),
        tuple(sorted(set(answers) - set(known))),
    )


def _only(first: list[str], second: list[str]) -> tuple[str, ...]:
    return tuple(item for item in first if item not in second)


def drop(session: Session, now: datetime, actor: Actor, example_id: uuid.UUID) -> None:
    """Take an example away. Raises NotFound."""
    row = session.get(QuestionnaireExample, example_id)
    if row is None or row.dropped_at is not None:
        raise NotFound("esempio")
    row.dropped_at = now
    audit.record(session, now, actor, "example.dropped", ("questionnaire_example", row.id))
