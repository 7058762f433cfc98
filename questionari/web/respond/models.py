"""What templates draw: frozen views of questions, their fields and what there is to say about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from questionari.usecases.responding.remarks import Remarks
from questionari.usecases.responding.telling import Told


@dataclass(frozen=True, slots=True)
class Warning_:
    """A warning that may be confirmed: the field its reason is posted in, the reason given."""

    name: str
    message: str
    reason: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A box or a button of a group: what it posts, its text, whether it is on; ``detail`` is drawn under it."""

    id: str
    name: str
    value: str
    text: Markup
    checked: bool
    detail: "QuestionView | None" = None


@dataclass(frozen=True, slots=True)
class CellView:
    """One field of a table. ``labelled`` are the ids of its headers, ``column`` the header shown on small screens,
    ``message`` what is wrong with it, "" where that is said of the whole table only.
    """

    id: str
    name: str
    value: str
    labelled: str
    column: str
    options: tuple[tuple[str, str], ...]
    reserved: Tick | None
    invalid: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a matrix: None stands for a cell that is not asked. ``total`` is "" where there is none."""

    id: str
    text: Markup
    cells: tuple[CellView | None, ...]
    total: str


@dataclass(frozen=True, slots=True)
class MatrixView:
    """A table of fields."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[RowView, ...]
    totals: tuple[str, ...]
    row_totals: bool
    numeric: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a grid: one button an option; "n.d." last where it is offered; what is wrong with its answer."""

    id: str
    text: Markup
    ticks: tuple[Tick, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class GridView:
    """One choice a row: options as columns (id, text)."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row of a roster: its fields, the value of its remove button ("" where it cannot be removed).

    ``number`` is "2", in the second row of another roster "2.1"; ``title`` the words of a fixed row.
    """

    number: str
    title: str
    marker: str
    fields: tuple["QuestionView", ...]
    remove: str
    errors: tuple[str, ...] = ()  # of the row as a whole
    warnings: tuple[Warning_, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayView:
    """A day of the opening hours: four times and two ticks."""

    code: str
    name: str
    times: tuple[CellView, ...]
    closed: Tick
    all_day: Tick


@dataclass(frozen=True, slots=True)
class SaidView:
    """One of two answers: whether the reader wrote it, else by which name ("" where nobody is named), when, what."""

    mine: bool
    name: str
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class ChoiceButton:
    """A button that chooses between two answers."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ContestView:
    """Two answers to one question: the one that counts and the one that waits. No buttons: nothing can be written."""

    number: int
    stored: SaidView
    waiting: SaidView
    buttons: tuple[ChoiceButton, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as drawn. ``kind`` names the macro, ``name`` the page field, ``marker`` is posted as `_q`."""

    code: str
    kind: str
    id: str
    name: str
    label: Markup
    help: Markup | None
    required: bool
    marker: str
    value: str = ""
    unit: str = ""
    input_type: str = "text"
    inputmode: str | None = None
    autocomplete: str | None = None
    maxlength: int | None = None
    candidates: str | None = None
    places: str | None = None  # the list of `/luoghi` to search in
    within: str = ""  # the provinces its comune lies in, by code
    options: tuple[Tick, ...] = ()
    ranks: tuple[CellView, ...] = ()
    reserved: tuple[Tick, ...] = ()
    matrix: MatrixView | None = None
    grid: GridView | None = None
    roster: tuple[RosterRow, ...] = ()
    add: str = ""
    file_page: str = ""  # where a file can still be saved from, after the deadline
    hours: tuple[DayView, ...] = ()
    whole_week: Tick | None = None
    fills: bool = False
    proposed: bool = False
    of_census: bool = False  # what is proposed is what the census says: another answer corrects it
    offered_by: str = ""  # the service of the body whose answer is proposed
    of_body: bool = False  # the answer concerns the whole body: it is proposed to its other services
    personal: bool = False
    errors: tuple[str, ...] = ()
    invalid: bool = False  # an error of the whole table concerns this field of a row
    warnings: tuple[Warning_, ...] = ()
    notes: tuple[str, ...] = ()
    told: Told | None = None  # what the previous round was told
    contests: tuple[ContestView, ...] = ()  # answers of two people
    remarks: Remarks | None = None  # of a field trial: comments on it
    mine: str = ""  # what she typed that could not be written, in words
    mine_why: str = ""
    mine_fields: tuple[tuple[str, str], ...] = ()  # the same as hidden fields, for the button that takes it
    notice: Markup | None = None  # the text of the notice, under the note that stands for it
    notice_version: str = ""

    @property
    def described(self) -> str:
        """The ids of contests, help, unit, errors and warnings, for aria-describedby."""
        said = ((self.contests, "k"), (self.help, "h"), (self.told, "t"), (self.unit, "u"))
        parts = (*said, (self.errors, "e"), (self.warnings, "w"), (self.personal, "p"))
        return " ".join(f"{letter}-{self.name}" for present, letter in parts if present)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the error summary: the question, the address of the field, the message."""

    code: str
    target: str
    label: Markup
    message: str


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as drawn. ``lists`` are the datalists its questions need: id -> texts; ``missing`` the required answers
    still to be given, proposals too: only saving them makes them answers.
    """

    title: str
    section: str
    intro: Markup | None
    questions: tuple[QuestionView, ...]
    summary: tuple[SummaryLine, ...]
    missing: tuple[SummaryLine, ...]
    lists: Mapping[str, tuple[str, ...]]
