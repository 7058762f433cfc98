"""Formulas of the solver, simplified where they are made, and the store of what always holds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import z3

from questionari.engine.expressions.functions import read_date
from questionari.engine.expressions.scope import Unknown

#: A term of the solver. Its library publishes no types.
Term: TypeAlias = Any

YES: Term = z3.BoolVal(True)
NO: Term = z3.BoolVal(False)


def both(*terms: Term) -> Term:
    """All of them."""
    return _joined(terms, YES, NO, z3.Z3_mk_and)


def either(*terms: Term) -> Term:
    """At least one of them."""
    return _joined(terms, NO, YES, z3.Z3_mk_or)


def _joined(terms: Iterable[Term], neutral: Term, decides: Term, join: Any) -> Term:
    kept = {id(term): term for term in terms if term is not neutral}
    if any(term is decides for term in kept.values()):
        return decides
    parts = list(kept.values())
    if len(parts) < 2:
        return parts[0] if parts else neutral
    context = neutral.ctx
    handles = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.BoolRef(join(context.ref(), len(parts), handles), context)


def negation(term: Term) -> Term:
    """The opposite."""
    return NO if term is YES else YES if term is NO else z3.Not(term)


def implies(condition: Term, consequence: Term) -> Term:
    """If the first, then the second."""
    return either(negation(condition), consequence)


def choose(condition: Term, then: Term, otherwise: Term) -> Term:
    """One of two terms of one sort."""
    return then if condition is YES else otherwise if condition is NO else z3.If(condition, then, otherwise)


def exactly(number: Decimal | Fraction | int) -> Term:
    """A number as a term: an integer where it is whole."""
    value = Fraction(number)
    return z3.IntVal(value.numerator) if value.denominator == 1 else z3.RealVal(str(value))


def constant(term: Term) -> Fraction | None:
    """The number a term is, None for anything with a variable in it."""
    if z3.is_int_value(term):
        return Fraction(term.as_long())
    return Fraction(term.as_fraction()) if z3.is_rational_value(term) else None


@dataclass(slots=True)
class World:
    """What a proof gathers: axioms, texts by number, names made up. ``plain`` asks for ordinary, small responses.

    With ``plain`` every roster has few rows and the model is exact; without it, what is said of more rows than
    are modelled is left open, so that only what no response at all can do is refuted.
    """

    axioms: list[Term] = field(default_factory=list)
    plain: Term = field(default_factory=lambda: z3.Bool("plain"))
    texts: dict[str, int] = field(default_factory=dict)
    sought: dict[str, list[Term]] = field(default_factory=dict)  # list of the census -> texts looked for in it
    _made_up: int = 0

    def assume(self, *axioms: Term) -> None:
        """Add what always holds."""
        self.axioms += [axiom for axiom in axioms if axiom is not YES]

    def name(self, what: str) -> str:
        """A name nobody else has."""
        self._made_up += 1
        return f"{what}!{self._made_up}"

    def fresh(self, what: str = "open") -> Term:
        """A truth nothing is known of."""
        return z3.Bool(self.name(what))

    def number(self, what: str = "open") -> Term:
        """A real number nothing is known of."""
        return z3.Real(self.name(what))

    def text(self, written: str) -> Term:
        """The number that stands for a text. A number that stands for no text seen is some other text."""
        index = self.texts.setdefault(written, len(self.texts))
        term = z3.IntVal(index)
        if index == len(self.texts) - 1:
            self.assume(length(term) == len(written), prefix(term) == self._start(written), _dated(term, written))
        return term

    def _start(self, written: str) -> Term:
        return z3.IntVal(self.texts[written]) if len(written) <= PREFIX else self.text(written[:PREFIX])


def _dated(term: Term, written: str) -> Term:
    """Whether a text is a day, and which."""
    day = read_date(written)
    return z3.Not(is_day(term)) if isinstance(day, Unknown) else both(is_day(term), day_of(term) == day.toordinal())


PREFIX = 3  # characters of a comune's code that name its province
length: Any = z3.Function("length", z3.IntSort(), z3.IntSort())
prefix: Any = z3.Function("prefix", z3.IntSort(), z3.IntSort())
is_day: Any = z3.Function("is day", z3.IntSort(), z3.BoolSort())
day_of: Any = z3.Function("day of", z3.IntSort(), z3.IntSort())


class NotModelledError(Exception):
    """A part of an expression that has no counterpart in the solver: left open, so that nothing false is claimed."""
