"""Operands of expressions as the solver sees them: each says when it is known, and why it is not.

The counterpart of ``engine.expressions.views``. ``known`` means a value, ``unavailable`` and ``declined`` the reserved
answers -7 and -8; none of the three means unanswered, off the path or otherwise unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, TypeVar

from questionari.proofs.terms import NO, YES, NotModelledError, Term, both, either, exactly, negation

ScalarKind: TypeAlias = Literal["number", "text", "date"]


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition with three values: ``yes`` and ``no`` exclude each other; neither is unknown."""

    yes: Term
    no: Term

    @property
    def known(self) -> Term:
        """Either of the two."""
        return either(self.yes, self.no)


@dataclass(frozen=True, slots=True)
class Known:
    """What all operands but conditions have: whether there is a value, or which reserved answer there is."""

    known: Term
    unavailable: Term = NO
    declined: Term = NO

    @property
    def answered(self) -> Term:
        """Whether anything is answered, reserved answers included."""
        return either(self.known, self.unavailable, self.declined)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(Known):
    """A number (``value`` / ``over``), a text (its number in the world), a date (its ordinal).

    ``literal`` is the text where it is written out.
    """

    kind: ScalarKind
    value: Term
    over: Term = None
    literal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picks(Known):
    """A multiple choice: option code -> whether it is picked."""

    picks: Mapping[str, Term]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Known):
    """A list: each item with whether it is there. ``beyond``: there are more items than these."""

    items: tuple[tuple[Term, "Operand"], ...] = ()
    beyond: Term = NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Known):
    """A row of a matrix (cells with whether they are active) or of a roster."""

    of_roster: bool = False
    cells: Mapping[str, "tuple[Term, Operand]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Known):
    """A matrix: (row, column) -> whether the cell is active, and what it holds."""

    cells: Mapping[tuple[str, str], "tuple[Term, Scalar]"]
    single: bool = False

    def row(self, code: str) -> "Operand":
        """A row: its cell if there is one column, else a ``Row``; unknown when none of it is active."""
        places = {column: cell for (row, column), cell in self.cells.items() if row == code}
        if self.single:
            active, cell = next(iter(places.values()), (NO, NOTHING))
            return guarded(cell, both(active, self.known))
        return Row(both(self.known, either(*(active for active, _ in places.values()))), cells=places)

    def rows(self) -> "list[tuple[str, Term, Operand]]":
        """Row code, whether the row is there, and the row."""
        codes = dict.fromkeys(row for row, _ in self.cells)
        actives = {code: [active for (row, _), (active, _) in self.cells.items() if row == code] for code in codes}
        return [(code, either(*actives[code]), self.row(code)) for code in codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Known):
    """A roster: its first rows with whether they are there, how many there are, and whether that is more.

    ``required``: where it is blank, it is missing (``views.must_list``).
    """

    rows: tuple[tuple[Term, Row], ...]
    count: Term
    beyond: Term = NO
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours(Known):
    """Opening hours: minutes in a week, days open."""

    minutes: Term
    days: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside(Known):
    """A list of texts of the census, of which only membership can be asked."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(Known):
    """A fact from another instrument: of whatever kind is asked of it."""

    kinds: Mapping[ScalarKind, Scalar]
    members: Outside


Operand: TypeAlias = Truth | Scalar | Picks | Items | Row | Table | Rows | Hours | Outside | Linked
_O = TypeVar("_O", bound=Operand)

NOTHING = Scalar(NO, kind="number", value=exactly(0))


def guarded(operand: _O, condition: Term) -> _O:
    """An operand that is known only on a condition."""
    if condition is YES:
        return operand
    if isinstance(operand, Truth):
        return replace(operand, yes=both(condition, operand.yes), no=both(condition, operand.no))
    states = {key: both(condition, getattr(operand, key)) for key in ("known", "unavailable", "declined")}
    return replace(operand, **states)


def number(value: Term, known: Term, over: Term = None) -> Scalar:
    """A number, or a quotient."""
    return Scalar(known, kind="number", value=value, over=over)


def truth(known: Term, verdict: Term) -> Truth:
    """A condition that is known on a condition."""
    return Truth(both(known, verdict), both(known, negation(verdict)))


def scalar(operand: Operand, kind: ScalarKind) -> Scalar:
    """An operand as a scalar of a kind; nothing when it is of another."""
    if isinstance(operand, Linked):
        return operand.kinds[kind]
    return operand if isinstance(operand, Scalar) and operand.kind == kind else NOTHING


def kind_of(*operands: Operand) -> ScalarKind:
    """The kind that operands put beside each other have."""
    kinds = [operand.kind for operand in operands if isinstance(operand, Scalar)]
    if not kinds and any(isinstance(operand, Linked) for operand in operands):
        raise NotModelledError
    return kinds[0] if kinds else "number"


def ones(operand: Scalar) -> Term:
    """The denominator."""
    return exactly(1) if operand.over is None else operand.over


def equal(left: Scalar, right: Scalar) -> Term:
    """Whether two known values of one kind are equal."""
    if left.kind != right.kind:
        return NO
    if left.literal is not None and right.literal is not None:
        return YES if left.literal == right.literal else NO
    if left.over is None and right.over is None:
        return left.value == right.value
    return left.value * ones(right) == right.value * ones(left)
