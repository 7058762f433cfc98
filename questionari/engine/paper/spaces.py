"""How an answer is written by hand: boxes, dotted forms, lines and tables, one function an answer type and language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from questionari.engine import locales
from questionari.engine.answer_types import cell_question
from questionari.engine.answer_types.base import reserved_text
from questionari.engine.answer_types.hours import DAY_NAMES
from questionari.engine.answer_types.numbers import italian_number
from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.definition import Option, Question, say
from questionari.engine.paper.model import Grid
from questionari.engine.values import WEEKDAYS, Reserved
from questionari.engine.wording import translated

MOST_BOXES = 40  # a longer list is not printed: one writes the words
BLANK_ROWS, INNER_ROWS, MOST_COLUMNS = 4, 2, 5
_BETWEEN = {True: ", ", False: "."}  # a row and the row around it: "Sportello, 2" or "1.2"
OF_A_PROVINCE = "comune della provincia indicata"
AMONG = "solo fra quelle indicate in {question}"
DATE = "giorno ………  mese ………  anno ……………"
MONTH = "mese ………  anno ……………"
TIME = "ore ………  minuti ………"
DATETIME = "giorno ………  mese ………  anno ……………  ore ………  minuti ………"
#: The columns of a week: two spans, then what stands for them.
SPANS = ("dalle", "alle", "dalle", "alle", "chiuso", "24 ore")


@dataclass(frozen=True, slots=True)
class Space:
    """What stands under a question to be filled in. ``options`` are those that get a box."""

    hint: str
    options: tuple[Option, ...] = ()
    blank: str = ""
    lines: int = 0
    grid: Grid | None = None


Maker = Callable[[Question, str], Space]


def space(question: Question, language: str) -> Space:
    """The space that a question needs."""
    made = _SPACES.get(question.type, _line)(question, language)
    if question.options_from is None:
        return made
    among = translated(AMONG, language).format(question=question.options_from.partition(".")[0])
    return replace(made, hint=", ".join(filter(None, (made.hint, among))))


def reserved(question: Question, language: str) -> tuple[str, ...]:
    """The boxes of the reserved answers that no option stands for."""
    offered = ((Reserved.NOT_AVAILABLE, question.not_available), (Reserved.PREFER_NOT, question.prefer_not))
    return tuple(reserved_text(answer, language) for answer, given in offered if given)


def _typed(question: Question, language: str) -> str:
    return translated(TYPE_NAMES[question.type], language)


def _line(question: Question, language: str) -> Space:
    hint = translated(OF_A_PROVINCE, language) if question.within else _typed(question, language)
    return Space(hint, lines=1)


def _lines(question: Question, language: str) -> Space:
    if question.max_length is None:
        return Space(translated("testo", language), lines=4)
    limit = locales.number(italian_number(Decimal(question.max_length)), language)
    return Space(translated("testo, al massimo {limit} caratteri", language).format(limit=limit), lines=4)


def _blank(form: str) -> Maker:
    return lambda question, language: Space("", blank=translated(form, language))


def _number(question: Question, language: str) -> Space:
    unit = say(question.unit_label, language) or {"currency": "euro", "percent": "%"}.get(question.type, "")
    return Space(_typed(question, language), blank=f"………………………… {unit}".strip())


def _choice(question: Question, language: str) -> Space:
    if len(question.options) > MOST_BOXES:
        return Space(translated("una sola risposta: la scriva", language), lines=1)
    return Space(translated("una sola risposta", language), options=question.options)


def _picks(question: Question, language: str) -> Space:
    ranked = question.type == "ordered"
    hints = [translated("scriva 1, 2, 3 … in ordine di importanza" if ranked else "anche più risposte", language)]
    words = ", ".join((*hints, *_limits(question.min_picks, question.max_picks, language)))
    return Space(words, options=question.options) if len(question.options) <= MOST_BOXES else Space(words, lines=3)


def _limits(least: int | None, most: int | None, language: str) -> Iterator[str]:
    """How few and how many."""
    if least:
        yield translated("almeno {limit}", language).format(limit=least)
    if most:
        yield translated("al massimo {limit}", language).format(limit=most)


def _system(question: Question, language: str) -> Space:
    return Space(translated("lo calcola il sistema: non si compila", language))


def _nothing(question: Question, language: str) -> Space:
    return Space("")


def _hours(question: Question, language: str) -> Space:
    titles = (translated("Giorno", language), *(translated(title, language) for title in SPANS))
    rows = tuple((say(DAY_NAMES[day], language), (True,) * 6) for day in WEEKDAYS)
    return Space(translated("ore e minuti, ad esempio 09:30", language), grid=Grid(titles, rows))


def _matrix(question: Question, language: str) -> Space:
    shape = question.matrix
    if shape is None:
        return Space("")
    inner, _ = cell_question(question)
    one = shape.single_column and inner.options
    titles = [translated("Risposta", language)] if one else [say(column.text, language) for column in shape.columns]
    codes = [column.code for column in shape.columns]
    rows = tuple(
        (say(row.text, language), tuple((row.code, code) not in shape.blocked for code in codes)) for row in shape.rows
    )
    coded = translated("in ogni casella scriva il codice della risposta", language)
    hint = coded if inner.options else _typed(inner, language)
    return Space(hint, grid=Grid(("", *titles), rows, _legend(inner, language)))


def _legend(question: Question, language: str) -> tuple[str, ...]:
    few = question.options if len(question.options) <= MOST_BOXES else ()
    return tuple(f"{option.code} = {say(option.text, language)}" for option in few)


def _roster(question: Question, language: str) -> Space:
    """A row a line where the columns are few; else a column an entry, so that each question keeps its width."""
    return _rows_space(question, _entries(question, language), language)


def inner_space(outer: Question, roster: Question, language: str) -> Space:
    """A roster in the rows of another, as a table of its own: some rows for each row of the other."""
    rows, between = _entries(roster, language), _BETWEEN[bool(outer.fixed_rows)]
    kept = rows if roster.fixed_rows else rows[:INNER_ROWS]
    entries = [f"{around}{between}{row}" for around in _entries(outer, language) for row in kept]
    return _rows_space(roster, entries, language)


def _entries(roster: Question, language: str) -> list[str]:
    """What the rows on paper are called."""
    blank = range(min(roster.max_rows or BLANK_ROWS, BLANK_ROWS))
    return [say(row.text, language) for row in roster.fixed_rows] or [str(number + 1) for number in blank]


def _rows_space(question: Question, entries: Sequence[str], language: str) -> Space:
    children = [child for child in question.children if child.detail_of is None and child.type != "roster"]
    titles = [_title(child, language) for child in children]
    hint = "" if question.fixed_rows else _rows_hint(question, language)
    legends = ((child, _legend(child, language)) for child in children)
    legend = tuple(f"{say(child.text, language)}: {'; '.join(lines)}" for child, lines in legends if lines)
    if not children:
        return Space(hint)
    if len(children) <= MOST_COLUMNS:
        return Space(hint, grid=_table(titles, entries, legend))
    return Space(hint, grid=_table(entries, titles, legend))


def _table(columns: Sequence[str], rows: Sequence[str], legend: tuple[str, ...]) -> Grid:
    return Grid(("", *columns), tuple((row, (True,) * len(columns)) for row in rows), legend)


def _title(child: Question, language: str) -> str:
    unit = say(child.unit_label, language)
    return f"{say(child.text, language)} ({unit})" if unit else say(child.text, language)


def _rows_hint(question: Question, language: str) -> str:
    first = translated("una voce per riga o colonna", language)
    last = translated("se non bastano, continui su un altro foglio", language)
    return "; ".join((first, *_limits(question.min_rows, question.max_rows, language), last))


_SPACES: Mapping[str, Maker] = {
    **dict.fromkeys(("yes_no", "yes_no_na", "choice"), _choice),
    **dict.fromkeys(("multi", "ordered"), _picks),
    **dict.fromkeys(("integer", "decimal", "currency", "percent"), _number),
    **dict.fromkeys(("computed", "computed_text", "generated"), _system),
    **dict.fromkeys(("note", "group"), _nothing),
    "long_text": _lines,
    "date": _blank(DATE),
    "month": _blank(MONTH),
    "time": _blank(TIME),
    "datetime": _blank(DATETIME),
    "opening_hours": _hours,
    "matrix": _matrix,
    "roster": _roster,
}
