"""The symbolic path: what is asked of a response whose answers are variables (``engine.path`` in formulas)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import z3

from questionari.engine.definition import Option, Question, Questionnaire
from questionari.engine.expressions.scope import repeated
from questionari.engine.expressions.tree import Expression
from questionari.proofs.answers import Answers
from questionari.proofs.encode import encode
from questionari.proofs.frame import Frame, SymbolicScope, condition, member
from questionari.proofs.numbers import compare, rounded
from questionari.proofs.operands import NOTHING, Operand, Picks, Row, Rows, Scalar, Table, Truth, guarded
from questionari.proofs.surroundings import Surroundings
from questionari.proofs.terms import NO, YES, NotModelledError, Term, World, both, either, implies, negation, prefix

Variables = Mapping[str, Operand]
NO_VARIABLES: Variables = {}
Cell = tuple[str, str]


def in_row(row: Row, around: Variables = NO_VARIABLES) -> Variables:
    """What an expression in a row reads: the row, and the one around it."""
    return {"row": row, "outer": around["row"]} if around else {"row": row}


@dataclass(slots=True)
class PreviousPath:
    """The previous round's answers: asked is what is stored, a matrix has the cells stored then."""

    world: World
    surroundings: Surroundings
    definition: Questionnaire
    answers: Answers

    def question(self, code: str) -> Question | None:
        """Today's question with that code."""
        return self.definition.questions.get(code)

    def lookup(self, code: str) -> Operand:
        """What was answered then."""
        question = self.question(code)
        found = NOTHING if question is None else self.answers.of(question)
        if isinstance(found, Table):
            cells = {place: (cell.answered, cell) for place, (_, cell) in found.cells.items()}
            return Table(found.known, found.unavailable, cells=cells, single=found.single)
        return found

    def asked(self, code: str) -> Term:
        """Whether an answer of then is stored."""
        found = self.lookup(code)
        return found.known if isinstance(found, Truth) else found.answered

    def previous(self) -> tuple[Term, SymbolicScope]:
        """There is no round before the previous."""
        return NO, self


@dataclass(slots=True)
class SymbolicPath:
    """What expressions read of a response of variables. Definitions become axioms of the world as they are needed."""

    definition: Questionnaire
    world: World
    answers: Answers
    surroundings: Surroundings
    _asked: dict[str, Term] = field(default_factory=dict)
    _looked_up: dict[str, Operand] = field(default_factory=dict)
    _truths: dict[str, Truth] = field(default_factory=dict)
    _earlier: PreviousPath | None = None

    def question(self, code: str) -> Question | None:
        """The question with that code, or None."""
        return self.definition.questions.get(code)

    def previous(self) -> tuple[Term, SymbolicScope]:
        """Previous answers, where there are some."""
        if self._earlier is None:
            answers = Answers(self.world, "previous:", bounded=False)
            self._earlier = PreviousPath(self.world, self.surroundings.before(), self.definition, answers)
        return z3.Bool("previous:known"), self._earlier

    @property
    def earlier_answers(self) -> Answers | None:
        """The previous answers, if anything reads them."""
        return self._earlier.answers if self._earlier else None

    def truth(self, expression: Expression, variables: Variables = NO_VARIABLES) -> Truth:
        """A condition; anything at all where it cannot be said in formulas."""
        if variables:
            return self._truth(expression, variables)
        if expression.source not in self._truths:
            self._truths[expression.source] = self._truth(expression, variables)
        return self._truths[expression.source]

    def _truth(self, expression: Expression, variables: Variables) -> Truth:
        try:
            return condition(encode(expression.root, Frame(self, variables)))
        except NotModelledError:
            return self.open()

    def open(self) -> Truth:
        """A condition of which nothing is known."""
        yes, no = self.world.fresh(), self.world.fresh()
        self.world.assume(negation(both(yes, no)))
        return Truth(yes, no)

    def holds(self, expression: Expression | None, variables: Variables = NO_VARIABLES) -> Term:
        """Whether a condition is absent or certainly true."""
        return YES if expression is None else self.truth(expression, variables).yes

    def asked(self, code: str) -> Term:
        """Whether a question is on the path."""
        if code not in self._asked:
            self._asked[code] = NO  # of a circle, refused by REF003
            condition_ = self._condition(self.definition.questions[code])
            self._asked[code] = self._named(f"asked:{code}", condition_)
        return self._asked[code]

    def _named(self, name: str, term: Term) -> Term:
        """A long term by a short name."""
        if term is YES or term is NO:
            return term
        short = z3.Bool(name)
        self.world.assume(short == term)
        return short

    def _condition(self, question: Question) -> Term:
        detail, parent = question.detail_of, question.parent
        chosen = self._detail_asked(*detail) if detail else YES
        inside = self.asked(parent) if parent is not None else self.page_shown(question.code)
        return both(inside, chosen, self.holds(question.visible_if))

    def page_shown(self, question: str) -> Term:
        """Whether the section and the page of a question are shown."""
        page = self.definition.page(self.definition.page_of[question])
        section = next(s for s in self.definition.sections if page in s.pages)
        return both(self.holds(section.visible_if), self.holds(page.visible_if if page else None))

    def _detail_asked(self, parent: str, code: str) -> Term:
        option = self.definition.questions[parent].option(code)
        return NO if option is None else both(self.picked(self.lookup(parent), code), self.holds(option.visible_if))

    def picked(self, answer: Operand, code: str) -> Term:
        """Whether an answer is, or holds, an option."""
        if isinstance(answer, Picks):
            return both(answer.known, answer.picks.get(code, NO))
        if not isinstance(answer, Scalar) or answer.kind != "text":
            return NO
        return both(answer.known, answer.value == self.world.text(code))

    def lookup(self, code: str) -> Operand:
        """The answer or the computed value, guarded by the path."""
        if code not in self.definition.questions:
            return NOTHING
        if code not in self._looked_up:
            self._looked_up[code] = NOTHING
            self._looked_up[code] = self._look_up(self.definition.questions[code])
        return self._looked_up[code]

    def _look_up(self, question: Question) -> Operand:
        asked = self.asked(question.code)
        if question.expression is not None:
            return guarded(self._computed(question, question.expression), asked)
        answer = self.answers.of(question)
        if isinstance(answer, Table):
            answer = Table(answer.known, answer.unavailable, cells=self._active(question, answer), single=answer.single)
        self._offer_only_visible(question, answer, asked)
        return guarded(answer, asked)

    def _computed(self, question: Question, expression: Expression) -> Operand:
        try:
            value = encode(expression.root, Frame(self, NO_VARIABLES))
        except NotModelledError:
            return Scalar(self.world.fresh(), kind="number", value=self.world.number())
        if question.places is None or not isinstance(value, Scalar) or value.kind != "number":
            return value
        return rounded(value, question.places)

    def _active(self, question: Question, table: Table) -> dict[Cell, tuple[Term, Scalar]]:
        return {place: (self.cell_shown(question, place), cell) for place, (_, cell) in table.cells.items()}

    def cell_shown(self, question: Question, place: Cell) -> Term:
        """Whether a cell of a matrix is active, once the matrix is asked."""
        shape = question.matrix
        if shape is None:
            return NO
        row = next(axis for axis in shape.rows if axis.code == place[0])
        column = next(axis for axis in shape.columns if axis.code == place[1])
        rules = (row.visible_if, column.visible_if, shape.cell_rules.get(place))
        return both(self.chosen_earlier(question, row.code), *(self.holds(rule) for rule in rules))

    def chosen_earlier(self, question: Question, code: str) -> Term:
        """Whether ``options_from`` leaves an option or a row."""
        if question.options_from is None:
            return YES
        rows = repeated(self, question.options_from)
        if rows is None:
            return self.picked(self.lookup(question.options_from), code)
        rosters, child = rows
        said = self._said_in_rows((*rosters[1:], child), self.lookup(rosters[0].code))
        return either(
            *(both(guard, self.picked(one, code) if one else self._may_pick(child, code)) for guard, one in said)
        )

    def _may_pick(self, child: Question, code: str) -> Term:
        """Of a row beyond those that are looked at: it may have chosen any code the child has."""
        return NO if child.option(code) is None else self.world.fresh()

    def _said_in_rows(
        self, way: tuple[Question, ...], rows: Operand, around: Variables = NO_VARIABLES
    ) -> Iterator[tuple[Term, Operand | None]]:
        """What is said in a child of a roster, each with where it is; None of the rows beyond those looked at."""
        if not isinstance(rows, Rows):
            return
        for there, row in rows.rows:
            guard = both(rows.known, there, self.child_asked(way[0], row, around))
            said = row.cells[way[0].code][1]
            inner = self._said_in_rows(way[1:], said, in_row(row, around)) if len(way) > 1 else ((YES, said),)
            yield from ((both(guard, deeper), one) for deeper, one in inner)
        yield both(rows.known, rows.beyond), None

    def named(self, question: Question, answer: Operand) -> Term:
        """Whether a text, or a comune, is one that the rows of the earlier list name."""
        rows = repeated(self, question.options_from or "")
        if rows is None or not isinstance(answer, Scalar):
            return YES
        rosters, child = rows
        said = self._said_in_rows((*rosters[1:], child), self.lookup(rosters[0].code))
        return either(*(both(guard, self._same(one, answer) if one else self.world.fresh()) for guard, one in said))

    @staticmethod
    def _same(one: Operand, answer: Scalar) -> Term:
        return both(one.known, one.value == answer.value) if isinstance(one, Scalar) else NO

    def offered(self, question: Question, option: Option, variables: Variables = NO_VARIABLES) -> Term:
        """Whether an option is among those shown."""
        limited = YES if option.reserved is not None else self.chosen_earlier(question, option.code)
        return both(limited, self.holds(option.visible_if, variables))

    def _offer_only_visible(self, question: Question, answer: Operand, asked: Term) -> None:
        """Answers are among the options shown, as a response that keeps its bounds has them."""
        if not self.answers.bounded:
            return
        if isinstance(answer, Rows):
            self._offered_in_rows(question, answer, asked, NO_VARIABLES)
        elif question.matrix is None:
            self._offered_only(question, answer, asked, NO_VARIABLES)

    def _offered_in_rows(self, roster: Question, answer: Rows, asked: Term, around: Variables) -> None:
        for there, row in answer.rows:
            variables, guard = in_row(row, around), both(asked, there)
            for child in roster.children:
                inner = row.cells[child.code][1]
                if isinstance(inner, Rows):
                    within = both(guard, inner.known, self.child_asked(child, row, around))
                    self._offered_in_rows(child, inner, within, variables)
                else:
                    self._offered_only(child, inner, guard, variables)

    def _offered_only(self, question: Question, answer: Operand, guard: Term, variables: Variables) -> None:
        if question.within is not None and isinstance(answer, Scalar):
            outside = self._outside(answer, question.within, variables)
            self.world.assume(negation(both(guard, answer.known, outside)))
        if question.options_from and not question.options and isinstance(answer, Scalar):
            self.world.assume(implies(both(guard, answer.known), self.named(question, answer)))
        for option in question.options:
            if option.reserved is None and (option.visible_if or question.options_from):
                picked = self.picked(answer, option.code)
                self.world.assume(implies(both(guard, picked), self.offered(question, option, variables)))

    def _outside(self, comune: Scalar, within: Expression, variables: Variables) -> Term:
        """Whether a comune is certainly in another province."""
        lies = Scalar(comune.known, kind="text", value=prefix(comune.value))
        try:
            allowed = encode(within.root, Frame(self, variables))
            verdict = compare("==", lies, allowed) if isinstance(allowed, Scalar) else member(lies, allowed, self.world)
        except NotModelledError:
            return NO
        return verdict.no

    def child_asked(self, child: Question, row: Row, around: Variables = NO_VARIABLES) -> Term:
        """Whether a child of a roster is asked in a row; ``around`` are the variables where the roster stands."""
        detail = child.detail_of
        chosen = self.picked(row.cells[detail[0]][1], detail[1]) if detail else YES
        return both(chosen, self.holds(child.visible_if, in_row(row, around)))

    def rows_in(self, roster: Question, row: Row) -> Iterator[tuple[Question, Term, Rows]]:
        """The rosters in a row, each with whether it is asked and known there."""
        for child in roster.children:
            inner = row.cells[child.code][1]
            if isinstance(inner, Rows):
                yield child, both(self.child_asked(child, row), inner.known), inner
