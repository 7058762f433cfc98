"""What encoders share: where an expression is read, and how collections are walked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

import z3

from questionari.engine.definition import Question
from questionari.proofs.numbers import compare
from questionari.proofs.operands import (
    NOTHING,
    Hours,
    Items,
    Linked,
    Operand,
    Outside,
    Picks,
    Row,
    Rows,
    Scalar,
    Table,
    Truth,
    guarded,
    scalar,
)
from questionari.proofs.surroundings import Surroundings
from questionari.proofs.terms import NO, YES, NotModelledError, Term, World, both, either, implies, negation

Present: TypeAlias = tuple[Term, Operand]
UNKNOWN_TRUTH = Truth(NO, NO)


class SymbolicScope(Protocol):
    """What an expression may ask of a symbolic response; the counterpart of ``expressions.scope.Scope``."""

    world: World
    surroundings: Surroundings

    def question(self, code: str) -> Question | None:
        """The question with that code, or None."""

    def lookup(self, code: str) -> Operand:
        """The answer on the path."""

    def asked(self, code: str) -> Term:
        """Whether the question is on the path."""

    def previous(self) -> "tuple[Term, SymbolicScope]":
        """Whether there are previous answers, and their scope."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where an expression is read: the response and the variables in force."""

    scope: SymbolicScope
    variables: Mapping[str, Operand]

    @property
    def world(self) -> World:
        """The store of axioms."""
        return self.scope.world


def written(world: World, text: str) -> Scalar:
    """A text written out."""
    return Scalar(YES, kind="text", value=world.text(text), literal=text)


def field_of(base: Operand, name: str) -> Operand:
    """``base.name``: a column, a cell of a row, a child over the rows of a roster, a child of a row."""
    match base:
        case Table():
            cells = [cell for (_, column), cell in base.cells.items() if column == name]
            return Items(base.known, items=tuple(cells))
        case Row():
            active, cell = base.cells.get(name, (NO, NOTHING))
            return guarded(cell, both(base.known, active))
        case Rows():
            return _over_rows(base, [(present, field_of(row, name)) for present, row in base.rows])
        case Items():
            return replace(base, items=tuple((present, field_of(item, name)) for present, item in base.items))
    return NOTHING


def _over_rows(base: Rows, cells: Sequence[Present]) -> Operand:
    """A child over the rows of a roster; of a roster in them all its rows together (``views.inner_rows``)."""
    inner = [(present, rows) for present, rows in cells if isinstance(rows, Rows)]
    if not inner:
        return Items(base.known, items=tuple(cells), beyond=base.beyond)
    items = tuple((both(present, rows.known, there), row) for present, rows in inner for there, row in rows.rows)
    known = (implies(present, _listed(rows)) for present, rows in inner)
    beyond = either(base.beyond, *(both(present, rows.known, rows.beyond) for present, rows in inner))
    return Items(both(base.known, *known), items=items, beyond=beyond)


def _listed(rows: Rows) -> Term:
    """Whether it is known what a roster in a row lists, be it nothing."""
    return rows.known if rows.required else negation(either(rows.unavailable, rows.declined))


def condition(operand: Operand) -> Truth:
    """An operand as a condition."""
    return operand if isinstance(operand, Truth) else UNKNOWN_TRUTH


def member(value: Operand, collection: Operand, world: World) -> Truth:
    """True if found among what is known; unknown if it might be an unknown item."""
    if isinstance(collection, Linked):
        collection = collection.members
    if isinstance(collection, Outside):
        return _member_outside(scalar(value, "text"), collection, world)
    if not isinstance(value, Scalar) or isinstance(collection, Scalar | Truth | Hours):
        raise NotModelledError
    found, others = [], []
    for present, item in items_of(collection, world):
        same = compare("==", value, item)
        found.append(both(present, same.yes))
        others.append(implies(present, same.no))
    known = both(value.known, collection.known)
    missed = open_if(beyond_of(collection), world)
    return Truth(both(known, either(*found, missed.yes)), both(known, *others, missed.no))


def open_if(beyond: Term, world: World) -> Truth:
    """What the rows that are not modelled say: nothing where there are none, anything where there are some."""
    if beyond is NO:
        return Truth(NO, YES)
    yes, no = world.fresh(), world.fresh()
    world.assume(negation(both(yes, no)), implies(negation(beyond), both(no, negation(yes))))
    return Truth(yes, no)


def _member_outside(value: Scalar, collection: Outside, world: World) -> Truth:
    """Membership in a list of the census: some truth of the list and the text."""
    world.sought.setdefault(collection.name, []).append(value.value)
    member = z3.Function(f"in {collection.name}", z3.IntSort(), z3.BoolSort())
    known = both(value.known, collection.known)
    return Truth(both(known, member(value.value)), both(known, negation(member(value.value))))


def items_of(operand: Operand, world: World) -> Sequence[Present]:
    """What aggregates and quantifiers walk: cells, list items, picks; a scalar counts as itself alone."""
    match operand:
        case Table() | Row(of_roster=False):
            return [*operand.cells.values()]
        case Items():
            return operand.items
        case Picks():
            return [(pick, written(world, code)) for code, pick in operand.picks.items()]
        case Rows():
            return operand.rows
    return [(YES, operand)]


def beyond_of(operand: Operand) -> Term:
    """Whether there is more than is modelled."""
    return operand.beyond if isinstance(operand, Items | Rows) else NO


def walked(base: Operand, world: World) -> Sequence[Present]:
    """What a quantifier walks: rows of a matrix or roster, items of a list."""
    if isinstance(base, Table):
        return [(present, row) for _, present, row in base.rows()]
    if isinstance(base, Scalar | Truth | Hours | Outside):
        raise NotModelledError
    return items_of(base, world)
