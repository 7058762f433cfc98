"""Random well-typed sources and random answers to the small questionnaire of world.py."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.engine.expressions.world import NA, PREFER_NOT

Sources = st.SearchStrategy[str]

_COLLECTIONS = ["X1", "X2", "X2.a", "X2.b", "X2['01']", "R1.ore", "R1.turni.n"]
_NUMBERS = [
    "0",
    "1",
    "2.5",
    "N1",
    "N2",
    "N3",
    "K1",
    "X1['1']",
    "X2['01'].a",
    "size(M1)",
    "rows(R1)",
    "rows(R1.turni)",
    "year(D1)",
]
_MORE_NUMBERS = [
    "hours(H1)",
    "open_days(H1)",
    "score(C1)",
    "score(X3)",
    "score(M1)",
    "count(X3, '4')",
    "count(M1, '1', '2')",
    "previous(N1)",
    "round.days",
]
_ATOMS = [
    "C1 == '01'",
    "C2 != '1'",
    "C1 in ['01', '02']",
    "'1' in M1",
    "X3['1'] == '4'",
    "D1 < D2",
    "today > D1",
    "days(D1, today) >= -400 + N1",
    "1 in X1",
    "plural(N1, 'a', 'b') == 'a'",
    "plural(N2 * 40, 'a', 'b', 'c', 'd') != 'd'",
]
_WALKS = ["R1.all(r, {})", "R1.exists(r, {})"]
_ROW_ATOMS = [
    "r.ore > N1",
    "r.tipo == '1'",
    "r.comune == T1",
    "r.turni.exists(t, t.n > N1)",
    "sum(r.turni.n) > rows(r.turni)",
]
#: Two-valued helpers: well typed, but they see the difference between an answer and none.
_HELPERS = ["known(N1)", "answered(X1)", "unavailable(N2)", "asked(C1)", "value_or(N1, 0) > 1", "count(X1) > 1"]


def _joined(pattern: str, *parts: Sources) -> Sources:
    return st.tuples(*parts).map(lambda found: pattern.format(*found))


@cache
def number_sources(depth: int) -> Sources:
    """Sources of numbers."""
    leaves = st.sampled_from(_NUMBERS + _MORE_NUMBERS)
    aggregates = _joined("{}({})", st.sampled_from(["sum", "min", "max"]), st.sampled_from(_COLLECTIONS))
    if depth == 0:
        return leaves | aggregates
    below = number_sources(depth - 1)
    return st.one_of(
        leaves,
        aggregates,
        _joined("({} {} {})", below, st.sampled_from("+-*/"), below),
        _joined("-{}", leaves),
        _joined("max({}, {})", below, below),
        _joined("{}({})", st.sampled_from(["abs", "whole"]), below),
        _joined("({} ? {} : {})", condition_sources(depth - 1), below, below),
    )


@cache
def condition_sources(depth: int, helpers: bool = False) -> Sources:
    """Sources of conditions; without ``helpers`` every one is monotone in what is known."""
    comparisons = _joined(
        "{} {} {}",
        number_sources(max(depth - 1, 0)),
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        number_sources(0),
    )
    walks = _joined("{}", st.sampled_from(_WALKS).flatmap(lambda walk: st.sampled_from(_ROW_ATOMS).map(walk.format)))
    leaves = st.sampled_from(_ATOMS + (_HELPERS if helpers else []))
    if depth == 0:
        return leaves | comparisons
    below = condition_sources(depth - 1, helpers)
    return st.one_of(
        leaves,
        comparisons,
        walks,
        _joined("({} {} {})", below, st.sampled_from(["&&", "||"]), below),
        _joined("!({})", below),
        _joined("({} ? {} : {})", below, below, below),
    )


_COUNT = st.integers(0, 5).map(Decimal)
_DECIMAL = st.decimals(-5, 500, places=2)
_DAY = st.dates(date(2020, 1, 1), date(2027, 1, 1))


def _cells(places: list[tuple[str, str]], cell: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({place: cell for place in places})


_ROW = st.fixed_dictionaries(
    {
        "comune": st.sampled_from(["072006", "072001"]),
        "ore": _DECIMAL,
        "tipo": st.sampled_from(["1", "2"]),
        "turni": st.lists(st.fixed_dictionaries({"n": _COUNT}), min_size=1, max_size=2).map(tuple),
    }
)

#: Answers to everything.
COMPLETE: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "C1": st.sampled_from(["01", "02", "03"]),
        "C2": st.sampled_from(["1", "2"]),
        "M1": st.lists(st.sampled_from(["1", "2", "16"]), unique=True).map(tuple),
        "N1": _COUNT,
        "N2": _COUNT,
        "N3": _DECIMAL,
        "T1": st.sampled_from(["072006", "x"]),
        "D1": _DAY,
        "D2": _DAY,
        "H1": st.just({"lun": ((540, 780),), "gio": ()}),
        "X1": _cells([("1", "n"), ("2", "n"), ("3", "n")], _COUNT),
        "X2": _cells([("01", "a"), ("01", "b"), ("20", "a")], _COUNT),
        "X3": _cells([("1", "n"), ("2", "n")], st.sampled_from(["4", "5"])),
        "R1": st.lists(_ROW, max_size=3).map(tuple),
    }
)


@st.composite
def partial(draw: st.DrawFn, complete: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers with some taken away or made reserved: whole ones, cells, children of rows."""
    fates = st.sampled_from(["keep", "keep", "drop", "reserve", "thin"])
    found: dict[str, Any] = {}
    for code, value in complete.items():
        fate = draw(fates)
        if fate == "reserve":
            found[code] = draw(st.sampled_from([NA, PREFER_NOT]))
        elif fate != "drop":
            found[code] = _thinned(draw, value) if fate == "thin" else value
    return found


def _thinned(draw: st.DrawFn, value: Any) -> Any:
    """A table or a roster with holes; anything else as it is."""
    if isinstance(value, tuple) and value and isinstance(value[0], dict):
        return tuple(_holed(draw, row) for row in value)
    holed = isinstance(value, dict) and "lun" not in value
    return _holed(draw, value) if holed else value


def _holed(draw: st.DrawFn, cells: Mapping[Any, Any]) -> dict[Any, Any]:
    fates = {place: draw(st.sampled_from(["keep", "drop", "reserve"])) for place in cells}
    return {place: NA if fates[place] == "reserve" else cells[place] for place in cells if fates[place] != "drop"}
