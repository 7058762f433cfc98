"""The context as expressions read it: ``today``, ``round.…``, ``census.…``, ``linked.…``. One table with the types."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.values import Context, RoundInfo

#: Fields of the round: kind and how they are read.
ROUND_FIELDS: Mapping[str, tuple[Kind, Callable[[RoundInfo], object]]] = {
    "period_start": (Kind.DATE, lambda current: current.period_start),
    "period_end": (Kind.DATE, lambda current: current.period_end),
    "deadline": (Kind.DATE, lambda current: current.deadline),
    "days": (Kind.NUMBER, lambda current: Decimal(current.days)),
}

#: What the census knows of the territory itself, where a questionnaire fills answers in with it.
TERRITORY_FIELDS: Mapping[str, Kind] = {
    "atr_name": Kind.TEXT,
    "atr_pec": Kind.TEXT,
    "atr_province": Kind.TEXT,
    "atr_comune": Kind.TEXT,
    "atr_comuni": Kind.LIST,
    "atr_uncovered": Kind.LIST,
}

#: Fields of the census (engine/values.py, Context).
CENSUS_FIELDS: Mapping[str, Kind] = {
    "type": Kind.TEXT,
    "name": Kind.TEXT,
    "owner": Kind.TEXT,
    "manager": Kind.TEXT,
    "nature": Kind.TEXT,
    "comune": Kind.TEXT,
    "province": Kind.TEXT,
    "sector": Kind.TEXT,
    "email": Kind.TEXT,
    "pec": Kind.TEXT,
    "phone": Kind.TEXT,
    "public": Kind.TEXT,
    "atr_provinces": Kind.LIST,
    "units": Kind.LIST,
    **TERRITORY_FIELDS,
}

#: What fills an answer in with that of the previous round, instead of a field of the census.
PREVIOUS = "previous"
#: What only fills answers in: tables, in the shapes of docs/language.md.
PREFILL_FIELDS = frozenset({*CENSUS_FIELDS, "atr_services", "stalking_services", PREVIOUS})


def _mapped(part: str) -> Callable[[Context, str], object]:
    """Reader of a part that is a mapping."""

    def read(context: Context, name: str) -> object:
        values: Mapping[str, object] | None = getattr(context, part)
        return UNKNOWN if values is None else values.get(name, UNKNOWN)

    return read


def _round(context: Context, name: str) -> object:
    """A field of the round; unknown outside a round."""
    if context.round is None or name not in ROUND_FIELDS:
        return UNKNOWN
    return ROUND_FIELDS[name][1](context.round)


CONTEXT_READERS: Mapping[str, Callable[[Context, str], object]] = {
    "round": _round,
    "census": _mapped("census"),
    "linked": _mapped("linked"),
}
