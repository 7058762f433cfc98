"""How an answer is written by hand: boxes, dotted forms, lines and tables, one function an answer type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from questionari.engine.answer_types import cell_question
from questionari.engine.answer_types.hours import DAY_NAMES
from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.definition import Option, Question, say
from questionari.engine.paper.model import Grid
from questionari.engine.values import WEEKDAYS

MOST_BOXES = 40  # a longer list is not printed: one writes the words
BLANK_ROWS, MOST_COLUMNS = 4, 5
NOT_AVAILABLE, PREFER_NOT = "Dato non disponibile", "Preferisco non rispondere"


@dataclass(frozen=True, slots=True)
class Space:
    """What stands under a question to be filled in. ``options`` are those that get a box."""

    hint: str
    options: tuple[Option, ...] = ()
    blank: str = ""
    lines: int = 0
    grid: Grid | None = None


def space(question: Question) -> Space:
    """The space that a question needs."""
    return _SPACES.get(question.type, _line)(question)


def reserved(question: Question) -> tuple[str, ...]:
    """The boxes of the reserved answers that no option stands for."""
    offered = ((NOT_AVAILABLE, question.not_available), (PREFER_NOT, question.prefer_not))
    return tuple(words for words, given in offered if given)


def _line(question: Question) -> Space:
    return Space(TYPE_NAMES[question.type], lines=1)


def _lines(question: Question) -> Space:
    limit = f", al massimo {question.max_length} caratteri" if question.max_length else ""
    return Space(f"testo{limit}", lines=4)


def _blank(form: str) -> Callable[[Question], Space]:
    return lambda question: Space("", blank=form)


def _number(question: Question) -> Space:
    unit = say(question.unit_label) or {"currency": "euro", "percent": "%"}.get(question.type, "")
    return Space(TYPE_NAMES[question.type], blank=f"………………………… {unit}".strip())


def _choice(question: Question) -> Space:
    if len(question.options) > MOST_BOXES:
        return Space("una sola risposta: la scriva", lines=1)
    return Space("una sola risposta", options=question.options)


def _picks(question: Question) -> Space:
    least, most = question.min_picks, question.max_picks
    limits = [f"almeno {least}"] if least else []
    limits += [f"al massimo {most}"] if most else []
    hint = {"ordered": "scriva 1, 2, 3 … in ordine di importanza"}.get(question.type, "anche più risposte")
    words = ", ".join((hint, *limits))
    return Space(words, options=question.options) if len(question.options) <= MOST_BOXES else Space(words, lines=3)


def _system(question: Question) -> Space:
    return Space("lo calcola il sistema: non si compila")


def _nothing(question: Question) -> Space:
    return Space("")


def _hours(question: Question) -> Space:
    headers = ("Giorno", "dalle", "alle", "dalle", "alle", "chiuso", "24 ore")
    rows = tuple((say(DAY_NAMES[day]), (True,) * 6) for day in WEEKDAYS)
    return Space("ore e minuti, ad esempio 09:30", grid=Grid(headers, rows))


def _matrix(question: Question) -> Space:
    shape = question.matrix
    if shape is None:
        return Space("")
    inner, _ = cell_question(question)
    titles = ["Risposta"] if shape.single_column and inner.options else [say(column.text) for column in shape.columns]
    codes = [column.code for column in shape.columns]
    rows = tuple((say(row.text), tuple((row.code, code) not in shape.blocked for code in codes)) for row in shape.rows)
    hint = "in ogni casella scriva il codice della risposta" if inner.options else TYPE_NAMES[inner.type]
    return Space(hint, grid=Grid(("", *titles), rows, _legend(inner)))


def _legend(question: Question) -> tuple[str, ...]:
    return tuple(
        f"{option.code} = {say(option.text)}" for option in question.options if len(question.options) <= MOST_BOXES
    )


def _roster(question: Question) -> Space:
    """A row a line where the columns are few; else a column an entry, so that each question keeps its width."""
    children = [child for child in question.children if child.detail_of is None]
    titles = [_title(child) for child in children]
    fixed = [say(row.text) for row in question.fixed_rows]
    entries = fixed or [str(number + 1) for number in range(min(question.max_rows or BLANK_ROWS, BLANK_ROWS))]
    hint = "" if fixed else _rows_hint(question)
    legend = tuple(f"{say(child.text)}: {'; '.join(_legend(child))}" for child in children if _legend(child))
    if len(children) <= MOST_COLUMNS:
        return Space(hint, grid=_table(titles, entries, legend))
    return Space(hint, grid=_table(entries[:BLANK_ROWS] if not fixed else entries, titles, legend))


def _table(columns: Sequence[str], rows: Sequence[str], legend: tuple[str, ...]) -> Grid:
    return Grid(("", *columns), tuple((row, (True,) * len(columns)) for row in rows), legend)


def _title(child: Question) -> str:
    unit = say(child.unit_label)
    return f"{say(child.text)} ({unit})" if unit else say(child.text)


def _rows_hint(question: Question) -> str:
    least = f"almeno {question.min_rows}; " if question.min_rows else ""
    most = f"al massimo {question.max_rows}; " if question.max_rows else ""
    return f"una voce per riga o colonna; {least}{most}se non bastano, continui su un altro foglio"


_SPACES: Mapping[str, Callable[[Question], Space]] = {
    **dict.fromkeys(("yes_no", "yes_no_na", "choice"), _choice),
    **dict.fromkeys(("multi", "ordered"), _picks),
    **dict.fromkeys(("integer", "decimal", "currency", "percent"), _number),
    **dict.fromkeys(("computed", "computed_text", "generated"), _system),
    **dict.fromkeys(("note", "group"), _nothing),
    "long_text": _lines,
    "date": _blank("giorno ………  mese ………  anno ……………"),
    "month": _blank("mese ………  anno ……………"),
    "time": _blank("ore ………  minuti ………"),
    "datetime": _blank("giorno ………  mese ………  anno ……………  ore ………  minuti ………"),
    "opening_hours": _hours,
    "matrix": _matrix,
    "roster": _roster,
}
