"""A questionnaire as an immutable value: what the compiler makes of a document. All texts are maps language -> text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from questionari.engine.expressions.tree import Expression
from questionari.engine.spacing import typeset

Text: TypeAlias = Mapping[str, str]
Severity: TypeAlias = Literal["error", "warning", "note"]
ExportRule: TypeAlias = Literal["always", "never", "not_public", "coarsened"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a code list. ``reserved`` makes it a reserved answer (decisions.md 10)."""

    code: str
    text: Text
    exclusive: bool = False
    reserved: int | None = None
    detail: str | None = None  # code of the detail question ("A0_03.98"), itself a Question with parent set
    visible_if: Expression | None = None
    score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """A row or a column of a matrix. ``type`` (columns only) overrides the matrix's cell type."""

    code: str
    text: Text
    visible_if: Expression | None = None


@dataclass(frozen=True, slots=True)
class MatrixShape:
    """Rows, columns and what a cell holds. ``blocked`` cells are never shown, ``cell_rules`` ones on a condition."""

    rows: tuple[Axis, ...]
    columns: tuple[Axis, ...]
    cell: Literal["integer", "decimal", "yes_no", "choice"]
    options: tuple[Option, ...] = ()  # of a choice cell
    blocked: frozenset[tuple[str, str]] = frozenset()
    cell_rules: Mapping[tuple[str, str], Expression] = field(default_factory=dict)
    row_totals: bool = False
    column_totals: bool = False

    @property
    def single_column(self) -> bool:
        """Whether cells are named by their row alone (one column)."""
        return len(self.columns) == 1


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that must hold (decisions.md 8): ``require`` certainly false means it fires."""

    code: str
    severity: Severity
    require: Expression
    message: Text
    fields: tuple[str, ...]
    foreach: str | None = None  # a matrix or roster ("R.S": one in the rows of R): evaluated once per row with ``row``
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a submitted answer sets off, e.g. a variation notice to the ATR (protocol, Piano operativo, ATR point 7)."""

    kind: Literal["variation", "invite", "agenda", "reminder"]
    when: Expression
    fields: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class ComparePrevious:
    """Warn when a value moved more than ``relative`` AND at least ``absolute`` units since the previous round."""

    relative: Decimal
    absolute: Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """One question, also a note, a computed value, a roster's child, a group's child or an option's detail."""

    code: str
    type: str
    text: Text
    help: Text | None = None
    required: bool = False
    required_if: Expression | None = None
    visible_if: Expression | None = None
    not_available: bool = False
    prefer_not: bool = False
    store: Literal["answers", "contacts"] = "answers"
    export: ExportRule = "always"
    scope: Literal["service", "body"] = "service"
    sensitive_text: bool = False
    concept: str | None = None
    parent: str | None = None  # group, or the question an option's detail belongs to; None at top level
    detail_of: tuple[str, str] | None = None  # (question, option) when this is an option's detail
    options: tuple[Option, ...] = ()
    options_from: str | None = None  # options limited to those chosen in that earlier multi question
    appearance: str | None = None  # radio | list | search
    min_picks: int | None = None
    max_picks: int | None = None
    matrix: MatrixShape | None = None
    children: tuple["Question", ...] = ()  # of a roster; one of them may be a roster in its turn
    min_rows: int = 0
    max_rows: int | None = None
    fixed_rows: tuple[Axis, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None
    max_length: int | None = None
    places: int | None = None
    expression: Expression | None = None  # of a computed question
    within: Expression | None = None  # of a comune: the province, or the provinces, it lies in
    unit_label: Text | None = None  # "ore", "euro", "giorni" beside the field
    prefill: str | None = None  # census field name
    from_previous: bool = False  # filled in with the answer of the previous round ("prefill": "previous")
    suggest: Expression | None = None
    compare_previous: ComparePrevious | None = None
    units_from: Literal["territory", "network"] | None = None  # of a unit_ref: which services are offered, with code
    unit_types: tuple[str, ...] = ()  # of a unit_ref: their types; none given: all but shelters
    units_only: bool = False  # of a unit_ref: no free text
    file_types: tuple[str, ...] = ()  # of an attachment: the kinds taken; none given: all
    max_mb: int | None = None  # of an attachment: the largest file
    checks: tuple[Check, ...] = ()
    needs_register: bool = False  # answered from the service's register rather than from memory
    change_note: str = ""  # what the author says changed since the version before

    def option(self, code: str) -> Option | None:
        """The option with that code, or None."""
        return next((o for o in self.options if o.code == code), None)


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once: question codes in order (details and group children follow their parent)."""

    code: str
    title: Text
    questions: tuple[str, ...]
    visible_if: Expression | None = None
    intro: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire with pages of its own."""

    code: str
    title: Text
    pages: tuple[Page, ...]
    visible_if: Expression | None = None
    intro: Text | None = None
    role: str | None = None  # who fills it in, where a record has parts (engine/roles.py)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure derived for the dataset (level record) or over all its rows (level dataset)."""

    code: str
    title: Text
    level: Literal["record", "dataset"]
    expression: Expression | None
    unit: Text | None = None
    numerator: str | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True)
class BurdenProfile:
    """A declared limit of effort for a kind of respondent (decisions.md 17): assumed answers and census, and limits."""

    code: str
    title: Text
    census: Mapping[str, str]
    assume: Mapping[str, object]  # in the JSON shapes of answers (decisions.md 27)
    max_inputs: int | None = None
    max_required: int | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """What to have at hand, for the printable sheet; ``when`` reads census fields only."""

    text: Text
    when: Expression | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """A compiled, immutable questionnaire. ``questions`` holds top-level questions, group children and details.

    Equal to itself alone, so that what is worked out of it may be kept under it; two documents compare by ``sha256``.
    """

    code: str
    version: str
    sha256: str
    title: Text
    languages: tuple[str, ...]
    unit: Literal["service", "atr"]
    cardinality: Literal["one", "many"]
    intro: Text
    notice_version: str
    notice: Text
    minutes: tuple[int, int]
    sections: tuple[Section, ...]
    questions: Mapping[str, Question]
    checks: tuple[Check, ...]  # of the questionnaire and of its questions, in document order
    effects: tuple[Effect, ...]
    indicators: tuple[Indicator, ...]
    burden: tuple[BurdenProfile, ...]
    preparation: tuple[Preparation, ...]
    page_of: Mapping[str, str]  # question code -> page code
    section_of: Mapping[str, str]  # page code -> section code
    reviewed: tuple[str, ...] = ()  # the translations that a named person has signed
    change_note: str = ""  # what the author says of this version
    shared_with: str = ""  # who else reads what was sent (engine/shared.py)

    def question(self, code: str) -> Question | None:
        """The question with that code, or None."""
        return self.questions.get(code)

    def pages(self) -> tuple[Page, ...]:
        """All pages in document order."""
        return tuple(p for s in self.sections for p in s.pages)

    def page(self, code: str) -> Page | None:
        """The page with that code, or None."""
        return next((p for p in self.pages() if p.code == code), None)


def say(text: Text | None, language: str = "it") -> str:
    """The text in that language, falling back to Italian ("" for None)."""
    if text is None:
        return ""
    words = text.get(language)
    return typeset(words, language) if words else text.get("it", "")
