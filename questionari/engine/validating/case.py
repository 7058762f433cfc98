"""The response under validation, and how a finding about it is made."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from questionari.engine.answer_types import Problem, answer_type
from questionari.engine.canonical import sha256
from questionari.engine.definition import Question, Questionnaire, Severity
from questionari.engine.findings import Finding
from questionari.engine.path import Path
from questionari.engine.piping import printed
from questionari.engine.values import Answers, Context, Value
from questionari.engine.wording import counted, translated


@dataclass(frozen=True, slots=True)
class Case:
    """Answers on their path, with what could not be read (``problems``, by question)."""

    definition: Questionnaire
    answers: Answers
    path: Path
    context: Context
    problems: Mapping[str, Problem]
    language: str

    def asked(self) -> Iterator[Question]:
        """The questions on the path, in document order."""
        return (question for code, question in self.definition.questions.items() if self.path.asked(code))

    def answered(self) -> Iterator[tuple[Question, Value]]:
        """The questions on the path that hold an answer (reserved ones too), in document order."""
        return ((q, self.answers[q.code]) for q in self.asked() if q.code in self.answers)

    def said(self, message: str, /, **values: object) -> str:
        """One of our messages in the language of the response; numbers and days as it writes them."""
        return translated(message, self.language).format(**self._printed(values))

    def counted(self, count: int, one: str, many: str, /, **values: object) -> str:
        """The message that agrees with a number, which it may name ``{count}``."""
        return counted(count, one, many, self.language).format(**self._printed({"count": count, **values}))

    def _printed(self, values: Mapping[str, object]) -> dict[str, object]:
        return {n: printed(v, self.language) if isinstance(v, Decimal) else v for n, v in values.items()}

    def finding(
        self,
        code: str,
        severity: Severity,
        message: str,
        fields: tuple[str, ...],
        *,
        row: str | None = None,
        keys: tuple[str, ...] = (),
        concerns: Iterable[str] = (),
    ) -> Finding:
        """A finding on the page of its first field asked. ``concerns``: other questions whose change voids a reason."""
        page = self.definition.page_of.get(next(filter(self.path.asked, fields), ""))
        print_ = self.fingerprint({*fields, *concerns}) if severity == "warning" else ""
        return Finding(code, severity, message, fields, page, row, keys, None, print_)

    def fingerprint(self, codes: Iterable[str]) -> str:
        """The identity of what these questions hold on the path, worked out or answered: a change of one changes it."""
        named = set(codes)
        children = (q for q in self.definition.questions.values() if q.parent in named and q.detail_of is None)
        named |= {child.code for child in children}
        held = {**self.answers, **self.path.computed}
        questions = (q for q in self.asked() if q.code in named and q.code in held)
        return sha256({q.code: answer_type(q).to_json(q, held[q.code]) for q in questions})
