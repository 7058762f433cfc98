"""What expressions read of a response: answers on the path, computed values, active cells, visible options."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from questionari.engine.definition import Axis, Option, Question, Questionnaire
from questionari.engine.expressions.evaluate import Result, evaluate, truth
from questionari.engine.expressions.forms import Evaluator
from questionari.engine.expressions.scope import NAMED, UNKNOWN, Unknown, repeated
from questionari.engine.expressions.tree import Expression
from questionari.engine.path_plan import path_plan
from questionari.engine.values import Answers, Context, Row, Value, rounded

_NO_VARIABLES: Mapping[str, object] = {}


def picks(answer: object, option: str) -> bool:
    """Whether an answer is, or holds, that option."""
    return answer == option or (isinstance(answer, tuple) and option in answer)


def in_row(row: Row | None, outer: Row | None = None) -> Mapping[str, object]:
    """What conditions in a row read: the row, and the one around it."""
    return {name: value for name, value in (("row", row), ("outer", outer)) if value is not None}


def _each(said: object) -> tuple[object, ...]:
    return said if isinstance(said, tuple) else (said,)


def _rounded(value: Result, places: int | None) -> Value | Literal[Unknown.UNKNOWN]:
    """A computed value as it is shown and exported."""
    return value if places is None or not isinstance(value, Decimal) else rounded(value, places)


class PathScope:
    """The answers of one response as they stand on its path: what expressions read. Grows during the pass."""

    def __init__(self, definition: Questionnaire, answers: Answers, context: Context) -> None:
        self.context = context
        self._definition = definition
        self._answers = answers
        self._asked: set[str] = set()
        self._computed: dict[str, Value | Literal[Unknown.UNKNOWN]] = {}
        self._computing: set[str] = set()
        self._complete = False
        self._cells: dict[str, tuple[tuple[str, str], ...]] = {}

    def question(self, code: str) -> Question | None:
        """The question with that code, or None."""
        return self._definition.questions.get(code)

    def asked(self, code: str) -> bool:
        """Whether the question is on the path."""
        return code in self._asked

    def ask(self, codes: Iterable[str]) -> None:
        """Put questions on the path."""
        self._asked.update(codes)

    @property
    def questions(self) -> frozenset[str]:
        """The questions on the path."""
        return frozenset(self._asked)

    def lookup(self, code: str) -> Value | Literal[Unknown.UNKNOWN]:
        """The answer or the computed value; UNKNOWN when unanswered or off the path."""
        if code not in self._asked:
            return UNKNOWN
        question = self._definition.questions[code]
        if question.expression is not None:
            return self._compute(question, question.expression)
        return self._answers.get(code, UNKNOWN)

    def _compute(self, question: Question, expression: Expression) -> Value | Literal[Unknown.UNKNOWN]:
        """A computed value; kept only once the pass is over, since before that it may meet questions not asked yet."""
        code = question.code
        if code in self._computed:
            return self._computed[code]
        if code in self._computing:  # a circle, refused by REF003
            return UNKNOWN
        self._computing.add(code)
        value = _rounded(evaluate(expression, self), question.places)
        self._computing.discard(code)
        if self._complete:
            self._computed[code] = value
        return value

    def complete(self) -> None:
        """The pass is over: from here computed values and cells are kept."""
        self._complete = True
        self._cells.clear()

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        """The active cells of a matrix on the path, by rows; none off the path."""
        if code not in self._asked:
            return ()
        if code not in self._cells:
            fixed = path_plan(self._definition).cells.get(code)
            self._cells[code] = self._active(self._definition.questions[code]) if fixed is None else fixed
        return self._cells[code]

    def detail_asked(self, parent: str, code: str) -> bool:
        """Whether an option with a detail is chosen and shown."""
        option = self._definition.questions[parent].option(code)
        return option is not None and picks(self.lookup(parent), code) and self.holds(option.visible_if)

    def _active(self, question: Question) -> tuple[tuple[str, str], ...]:
        shape = question.matrix
        if shape is None:
            return ()
        columns = [column for column in shape.columns if self.holds(column.visible_if)]
        places = ((row.code, column.code) for row in self.rows(question) for column in columns)
        return tuple(
            place for place in places if place not in shape.blocked and self.holds(shape.cell_rules.get(place))
        )

    def rows(self, question: Question) -> tuple[Axis, ...]:
        """The rows of a matrix that are shown."""
        rows = question.matrix.rows if question.matrix else ()
        chosen = self._chosen(question)
        return tuple(r for r in rows if (chosen is None or r.code in chosen) and self.holds(r.visible_if))

    def options(self, question: Question, variables: Mapping[str, object] = _NO_VARIABLES) -> tuple[Option, ...]:
        """The options that are shown. ``variables`` are those of a roster's row."""
        chosen = self._chosen(question)
        limited = (o for o in question.options if chosen is None or o.code in chosen or o.reserved is not None)
        return tuple(o for o in limited if self.holds(o.visible_if, variables))

    def offers(self, question: Question, option: Option) -> bool:
        """Whether one option of a question is shown."""
        chosen = self._chosen(question)
        limited = chosen is None or option.code in chosen or option.reserved is not None
        return limited and self.holds(option.visible_if)

    def _chosen(self, question: Question) -> tuple[object, ...] | None:
        """The codes that ``options_from`` leaves, None without it."""
        if question.options_from is None:
            return None
        rows = repeated(self, question.options_from)
        if rows is not None:
            rosters, child = rows
            return tuple(self._in_rows((*rosters[1:], child), self.lookup(rosters[0].code)))
        answer = self.lookup(question.options_from)
        return answer if isinstance(answer, tuple) else ()

    def _in_rows(self, way: tuple[Question, ...], rows: object, outer: Row | None = None) -> Iterator[object]:
        """What was said in a child of a roster, in every row that asks it.

        ``way``: the roster in the rows, where the child is one of its, then the child.
        """
        for row in rows if isinstance(rows, tuple) else ():
            if isinstance(row, Mapping) and self.holds(way[0].visible_if, in_row(row, outer)):
                said = row.get(way[0].code)
                deeper = self._in_rows(way[1:], said, row) if len(way) > 1 else _each(said)
                yield from deeper

    def named(self, question: Question) -> tuple[str, ...] | None:
        """The texts (or codes of comuni) of earlier rows that may answer, each once; None where any may."""
        chosen = self._chosen(question) if question.type in NAMED else None
        return None if chosen is None else tuple(dict.fromkeys(one for one in chosen if isinstance(one, str)))

    def holds(self, condition: Expression | None, variables: Mapping[str, object] = _NO_VARIABLES) -> bool:
        """Whether a condition is absent or certainly true."""
        return condition is None or truth(condition, self, variables) is True

    def fulfils(self, condition: Evaluator) -> bool:
        """Whether a condition that was compiled beforehand is certainly true."""
        return condition(self, _NO_VARIABLES) is True
