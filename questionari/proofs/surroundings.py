"""The context of a response in formulas: today, round, census, linked facts. What a service always has is known:
the day, the round, the type in the census. The rest may be missing."""

from dataclasses import dataclass, field
from datetime import date

import z3

from questionari.engine.expressions.context import CENSUS_FIELDS, ROUND_FIELDS
from questionari.engine.expressions.kinds import Kind
from questionari.proofs.operands import NOTHING, Linked, Operand, Outside, Scalar, ScalarKind
from questionari.proofs.terms import YES, Term, World, exactly, implies, length

ALWAYS_KNOWN = frozenset({"type"})
CENTS = 100  # linked numbers have at most two decimals
_FIRST, _LAST = date(2000, 1, 1).toordinal(), date(2099, 12, 31).toordinal()
_LONGEST_ROUND = 3660


@dataclass(slots=True)
class Surroundings:
    """Everything outside the answers; ``rounds`` names the round that ``round.…`` reads."""

    world: World
    rounds: str = "round"
    round_known: Term = YES
    made: dict[str, Operand] = field(default_factory=dict)

    def read(self, part: str, name: str) -> Operand:
        """``census.type`` and the like."""
        key = f"{self.rounds if part == 'round' else part}.{name}"
        if key not in self.made:
            self.made[key] = {"round": self._round, "census": self._census, "linked": self._linked}[part](name, key)
        return self.made[key]

    def today(self) -> Operand:
        """The day of the response."""
        if "today" not in self.made:
            self.made["today"] = self._day("today", YES)
        return self.made["today"]

    def before(self) -> "Surroundings":
        """The context in which previous answers are read: today's, but for the round."""
        return Surroundings(self.world, "previous_round", z3.Bool("previous_round:known"), self.made)

    def _day(self, name: str, known: Term) -> Scalar:
        day = z3.Int(name)
        self.world.assume(day >= _FIRST, day <= _LAST)
        return Scalar(known, kind="date", value=day)

    def _round(self, name: str, key: str) -> Operand:
        if name not in ROUND_FIELDS:
            return NOTHING
        start, end, deadline = (z3.Int(f"{self.rounds}.{day}") for day in ("period_start", "period_end", "deadline"))
        if f"{self.rounds}:known" not in self.made:
            self.made[f"{self.rounds}:known"] = NOTHING
            self.world.assume(start >= _FIRST, start <= end, end <= deadline, deadline <= _LAST)
            self.world.assume(end - start < _LONGEST_ROUND)
        if ROUND_FIELDS[name][0] is Kind.NUMBER:
            return Scalar(self.round_known, kind="number", value=end - start + 1)
        return Scalar(self.round_known, kind="date", value=z3.Int(key))

    def _census(self, name: str, key: str) -> Operand:
        known = YES if name in ALWAYS_KNOWN else z3.Bool(f"{key}:known")
        if CENSUS_FIELDS.get(name) is Kind.LIST:
            return Outside(known, name=key)
        value = z3.Int(key)
        self.world.assume(length(value) >= 1)
        return Scalar(known, kind="text", value=value)

    def _linked(self, name: str, key: str) -> Operand:
        number, text, several = (z3.Bool(f"{key}:{kind}") for kind in ("number", "text", "list"))
        units = z3.Int(key)
        self.world.assume(
            z3.AtMost(number, text, several, 1), units >= 0, implies(self.world.plain, units <= 1_000_000)
        )
        value = z3.ToReal(units) / exactly(CENTS)
        kinds: dict[ScalarKind, Scalar] = {
            "number": Scalar(number, kind="number", value=value),
            "text": Scalar(text, kind="text", value=z3.Int(f"{key}:written")),
            "date": NOTHING,  # the JSON of a context has no dates there
        }
        return Linked(z3.Or(number, text, several), kinds=kinds, members=Outside(several, name=key))
