"""The rows of a roster as the validation walks them: each row, then the rows of the rosters that stand in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from questionari.engine.definition import Question, Severity
from questionari.engine.findings import Finding
from questionari.engine.validating.case import Case
from questionari.engine.values import Row, Value


@dataclass(frozen=True, slots=True)
class Place:
    """A row. ``field`` is the question on the page, ``name`` the roster's full code ("R.S" in the rows of R), ``key``
    where its fields are ("0", "0:S:1"), ``number`` what a person calls it ("1", "1.2").
    """

    field: str
    name: str
    roster: Question
    key: str
    number: str
    row: Row
    outer: Row | None = None

    def asked(self, case: Case) -> tuple[Question, ...]:
        """The children asked in the row."""
        return case.path.children(self.roster, self.row, self.outer)

    def key_of(self, child: Question) -> str:
        """Where the field of a child is."""
        return f"{self.key}:{child.code}"

    def finding(self, case: Case, severity: Severity, child: Question, kind: str, message: str) -> Finding:
        """What is to be said of a child of the row."""
        code, keys = f"{self.name}.{child.code}.{kind}", (self.key_of(child),)
        return case.finding(code, severity, message, (self.field,), row=self.number, keys=keys)


def places(case: Case, roster: Question) -> Iterator[Place]:
    """Every row of a roster on the page; of a roster in its rows those alone that are asked there."""
    for index, row in enumerate(rows_of(case.answers.get(roster.code))):
        outer = Place(roster.code, roster.code, roster, str(index), str(index + 1), row)
        yield outer
        for child in outer.asked(case):
            yield from _inside(outer, child) if child.type == "roster" else ()


def _inside(outer: Place, roster: Question) -> Iterator[Place]:
    name, start = f"{outer.name}.{roster.code}", outer.key_of(roster)
    for index, row in enumerate(rows_of(outer.row.get(roster.code))):
        yield Place(outer.field, name, roster, f"{start}:{index}", f"{outer.number}.{index + 1}", row, outer.row)


def rows_of(value: Value | None) -> tuple[Row, ...]:
    """The rows answered; none when the roster is unanswered or reserved."""
    return tuple(row for row in value if not isinstance(row, str)) if isinstance(value, tuple) else ()
