"""Short ways to write tables and bounds in the tables of checks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.instruments.world import instrument_a

Answers = Mapping[str, Any]
UNAVAILABLE: Answers = {"reserved": -7}


@dataclass(frozen=True, slots=True)
class Case:
    """A check, the answers that set it off and those that do not, over complete answers of a service of that type."""

    check: str
    fires: Answers
    quiet: tuple[Answers, ...]
    type_code: str = "01"
    context: Answers = field(default_factory=dict)


def filled(code: str, default: Any, **cells: Any) -> dict[str, Any]:
    """A table of one column with the default in every row but those given (``r03=5`` is row 03)."""
    shape = instrument_a().questions[code].matrix
    rows = [row.code for row in shape.rows] if shape else []
    return {row: cells.get(f"r{row}", default) for row in rows}


def staff(a: int, b: int, c: int) -> dict[str, dict[str, int]]:
    """The staff table with people in its first row only."""
    none = {"a": 0, "b": 0, "c": 0}
    return {row: none for row in filled("A3_01", 0)} | {"01": {"a": a, "b": b, "c": c}}


def referrals(came: int, sent: int = 0) -> dict[str, dict[str, int]]:
    """The table of referrals with women from and to its first node only."""
    one_way = ("20", "21", "22", "99")
    nobody = {row: {"a": 0} if row in one_way else {"a": 0, "b": 0} for row in filled("A7_01", 0)}
    return {**nobody, "01": {"a": came, "b": sent}}


def at_most(check: str, code: str, bound: str, **more: Any) -> Case:
    """``code`` may not exceed ``bound``: 11 over 10 fires; 10 over 10 and what is unavailable do not."""
    quiet = ({bound: 10, code: 10}, {bound: 10, code: UNAVAILABLE}, {bound: UNAVAILABLE, code: 11})
    return Case(check, {bound: 10, code: 11, **more}, tuple({**q, **more} for q in quiet))


def adds_up(check: str, code: str, total: str, first: str, **more: Any) -> Case:
    """The rows of ``code`` add up to ``total``: 10 in the first row with a total of 10 is quiet, of 11 fires."""
    ten = filled(code, 0, **{f"r{first}": 10})
    unknown = {**ten, first: UNAVAILABLE}
    quiet = ({total: 10, code: ten}, {total: 11, code: unknown}, {total: UNAVAILABLE, code: ten})
    return Case(check, {total: 11, code: ten, **more}, tuple({**q, **more} for q in quiet))
