"""The columns each answer type gives, before they have names: one table from type to parts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionari.engine.answer_types import cell_question, matrix_cells
from questionari.engine.answer_types.hours import DAY_NAMES, SPANS
from questionari.engine.columns.model import Categories, Kind
from questionari.engine.definition import Axis, Option, Question, Text, say
from questionari.engine.values import WEEKDAYS

#: The two columns of a service of the census.
UNIT_CODE, UNIT_NAME = "codice", "nome"
#: Those of an attached file.
FILE_NAME, FILE_SIZE = "file", "byte"
ENDS = {"from": ("da", "dalle"), "to": ("a", "alle")}
SCALARS: Mapping[str, Kind] = {
    "yes_no": "code",
    "yes_no_na": "code",
    "choice": "code",
    "integer": "integer",
    "decimal": "decimal",
    "currency": "decimal",
    "percent": "decimal",
    "computed": "decimal",
    "computed_text": "text",
    "generated": "text",
    "text": "text",
    "long_text": "text",
    "email": "text",
    "pec": "text",
    "phone": "text",
    "url": "text",
    "fiscal_code": "text",
    "ipa_code": "text",
    "date": "date",
    "month": "date",
    "time": "time",
    "datetime": "text",
    "comune": "code",
    "province": "code",
    "country": "code",
}
#: What a detail's name ends with, by the kind of its column.
DETAIL_SUFFIX: Mapping[Kind, str] = {
    "text": "testo",
    "integer": "numero",
    "decimal": "numero",
    "date": "data",
    "time": "ora",
    "code": "codice",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A column to be: its key inside the answer, what its name ends with, its kind, label and categories."""

    key: tuple[str, ...]
    suffixes: tuple[str, ...]
    kind: Kind
    label: Text
    categories: Categories = ()

    def inside(self, key: str, suffix: str, label: Text) -> "Part":
        """The same column as part of a larger answer."""
        return Part((key, *self.key), (suffix, *self.suffixes), self.kind, labelled(label, self.label), self.categories)


def parts(question: Question) -> tuple[Part, ...]:
    """The columns of a question that is no roster; none for notes and groups."""
    kind = SCALARS.get(question.type)
    if kind is not None:
        suffixes = (DETAIL_SUFFIX[kind],) if question.detail_of else ()
        return (Part((), suffixes, kind, question.text, categories(question.options)),)
    build = _BUILDERS.get(question.type)
    return tuple(build(question)) if build else ()


def labelled(*texts: Text) -> Text:
    """One label of several texts, in every language of the first."""
    return {language: " – ".join(filter(None, (say(text, language) for text in texts))) for language in texts[0]}


def categories(options: Iterable[Option | Axis]) -> Categories:
    """Code and text of each option; those that stand for reserved answers are in the second file, not here."""
    return tuple((o.code, o.text) for o in options if not (isinstance(o, Option) and o.reserved is not None))


def _reference(question: Question) -> Iterator[Part]:
    """A service of the census by code and name; what may be any text has one column, as other texts have."""
    suffixes = ("testo",) if question.detail_of else ()
    if question.units_from is None:
        yield Part((), suffixes, "text", question.text)
        return
    yield Part((UNIT_CODE,), suffixes, "text", labelled(question.text, {"it": "codice nel censimento"}))
    yield Part((UNIT_NAME,), (*suffixes, UNIT_NAME), "text", labelled(question.text, {"it": "denominazione"}))


def _file(question: Question) -> Iterator[Part]:
    """Name and size of a file; the file itself never leaves."""
    yield Part((FILE_NAME,), (FILE_NAME,), "text", labelled(question.text, {"it": "nome del file"}))
    yield Part((FILE_SIZE,), (FILE_SIZE,), "integer", labelled(question.text, {"it": "dimensione in byte"}))


def _flags(question: Question) -> Iterator[Part]:
    for code, text in categories(question.options):
        yield Part((code,), (code,), "flag", labelled(question.text, text))


def _ranks(question: Question) -> Iterator[Part]:
    options = categories(question.options)
    for rank in range(1, min(question.max_picks or len(options), len(options)) + 1):
        label = labelled(question.text, {"it": f"{rank}ª scelta"})
        yield Part((str(rank),), (str(rank),), "code", label, options)


def _cells(question: Question) -> Iterator[Part]:
    shape = question.matrix
    if shape is None:
        return
    inner, _ = cell_question(question)
    rows, columns = _texts(shape.rows), _texts(shape.columns)
    for row, column in matrix_cells(shape):
        single = shape.single_column
        label = labelled(question.text, rows[row], {} if single else columns[column])
        suffixes = (row,) if single else (row, column)
        yield Part((row, column), suffixes, SCALARS[inner.type], label, categories(inner.options))


def _texts(axes: Sequence[Axis]) -> Mapping[str, Text]:
    return {axis.code: axis.text for axis in axes}


def _spans(question: Question) -> Iterator[Part]:
    for day in WEEKDAYS:
        for span in SPANS:
            for end, (suffix, word) in ENDS.items():
                label = labelled(question.text, {"it": f"{say(DAY_NAMES[day])}, {span}ª fascia, {word}"})
                yield Part((day, span, end), (day, span, suffix), "time", label)


_BUILDERS: Mapping[str, Callable[[Question], Iterator[Part]]] = {
    "unit_ref": _reference,
    "attachment": _file,
    "multi": _flags,
    "ordered": _ranks,
    "matrix": _cells,
    "opening_hours": _spans,
}
