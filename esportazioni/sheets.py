"""The tables of a dataset: the wide one, its states, one for each open roster, the indicators."""

from collections.abc import Mapping
from dataclasses import dataclass

from esportazioni import indicators, leading
from esportazioni.fields import STATE, Field, field_of, plain
from questionari.engine.columns import Column, Layout, layout
from questionari.engine.definition import Indicator, Question, Questionnaire, say

ROSTER = "elenco_{}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: the name of its file, what it is, its fields."""

    name: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """Every table of a questionnaire. ``leading`` are the columns that begin the wide one."""

    layout: Layout
    leading: tuple[Column, ...]
    wide: Sheet
    states: Sheet
    long: Mapping[str, Sheet]
    indicators: Sheet

    def all(self) -> tuple[Sheet, ...]:
        """In the order of the manifest."""
        return (self.wide, self.states, *self.long.values(), self.indicators)


def sheets(definition: Questionnaire) -> Sheets:
    """The tables, from the definition alone: the same for one response and for a million."""
    columns = layout(definition)
    taken = [c.name for c in (*columns.wide, *(c for long in columns.long.values() for c in long))]
    first = leading.columns(definition, (*taken, *(i.code for i in definition.indicators)))
    head = tuple(plain(column) for column in first)
    keys = tuple(head[place] for place in leading.key_places(first))
    return Sheets(
        columns,
        first,
        Sheet("dati", "Una riga per risposta", head + tuple(field_of(definition, c) for c in columns.wide)),
        Sheet("stati", "Perché un valore manca", head + tuple(Field(c, STATE, False) for c in columns.wide)),
        {code: _roster(definition, code, keys, long) for code, long in columns.long.items()},
        Sheet("indicatori", "Indicatori di ogni risposta", keys + tuple(map(_indicator, definition.indicators))),
    )


def _roster(definition: Questionnaire, code: str, keys: tuple[Field, ...], columns: tuple[Column, ...]) -> Sheet:
    fields = keys + tuple(field_of(definition, column) for column in columns)
    return Sheet(ROSTER.format(code), _title(definition.questions[columns[0].question], code), fields)


def _title(question: Question, code: str) -> str:
    """The text of a roster; of one in the rows of another after that of the other."""
    inner = (child for child in question.children if f"{question.code}.{child.code}" == code)
    return " – ".join(say(found.text) for found in (question, *inner))


def _indicator(found: Indicator) -> Field:
    label = {"it": ", ".join(filter(None, (say(found.title), say(found.unit))))}
    return plain(Column(found.code, "", (found.code,), "decimal", label), indicators.SCALE)
