"""What a response leads to beside its data: effects that are set off, indicators of its record."""

from questionari.engine.definition import Effect, Indicator, Questionnaire
from questionari.engine.expressions.evaluate import evaluate
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.path import Path
from questionari.engine.values import Value


def effects(definition: Questionnaire, path: Path) -> tuple[Effect, ...]:
    """The effects whose condition certainly holds."""
    return tuple(effect for effect in definition.effects if path.scope.holds(effect.when))


def indicators(definition: Questionnaire, path: Path) -> dict[str, Value | None]:
    """The indicators of level record; None where the value is unknown."""
    return {i.code: _value(i, path) for i in definition.indicators if i.level == "record"}


def _value(indicator: Indicator, path: Path) -> Value | None:
    found = evaluate(indicator.expression, path.scope) if indicator.expression else UNKNOWN
    return None if found is UNKNOWN else found
