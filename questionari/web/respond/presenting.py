"""From the state of a page to what its template draws. Tables by answer type, no markup here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from markupsafe import Markup

from questionari.engine.answer_types.base import reserved_text
from questionari.engine.answer_types.fields import MAIN, RESERVED_KEY, Raw, field_name, under
from questionari.engine.definition import Question, say
from questionari.engine.findings import Finding
from questionari.engine.path import Path
from questionari.engine.piping import render
from questionari.engine.requirements import is_required
from questionari.engine.values import Reserved, Row
from questionari.usecases.responding import Draft, PageState
from questionari.usecases.responding.cells import WHY, drafted
from questionari.usecases.responding.corrections import corrects
from questionari.usecases.responding.merging import MINE
from questionari.usecases.responding.offers import BODY
from questionari.usecases.responding.pages import in_words
from questionari.usecases.responding.points import is_missing
from questionari.web.respond.contests import contests_of
from questionari.web.respond.models import QuestionView, RosterRow, Tick, Warning_
from questionari.web.respond.texts import inline, markdown

Telling = TypeVar("Telling", QuestionView, RosterRow)
MARKED_AWAY = "Ha segnato il dato come non disponibile: quello che aveva scritto prima è stato tolto."
OUT_OF_DATE = (
    "Non salvato: da quando ha aperto questa pagina la risposta è stata cancellata, oppure il questionario è stato "
    "riaperto. Nel campo c'è la risposta che vale ora. Non riprenda un testo che contiene dati di una persona."
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every presenter needs to draw one question."""

    path: Path
    language: str
    question: Question
    name: str  # of the page field: the code, or "<roster>:<i>:<child>" in a roster's row
    raw: Raw
    findings: tuple[Finding, ...] = ()
    details: Mapping[str, QuestionView] | None = None  # option code -> detail
    candidates: Mapping[str, tuple[str, ...]] | None = None  # field -> the services that its text may mean
    row: Row | None = None  # the roster's row a child is drawn in
    outer: Row | None = None  # the row around that
    number: str = ""  # what the row is called
    told: tuple[str, ...] = ()  # the fields that findings concern

    def text(self, key: str = MAIN) -> str:
        """What is typed in a field."""
        return next(iter(self.raw.get(key, ())), "")

    def field(self, key: str = MAIN) -> str:
        """The name of a field."""
        return field_name(self.name, key)

    def wrong(self, key: str) -> bool:
        """Whether an error concerns that field."""
        return any(key in f.keys for f in self.findings if f.severity == "error")

    def tick(self, key: str, value: str, text: str, number: int = 1) -> Tick:
        """A box that posts a value; the first of a group bears the name of the field as its id."""
        name = self.field(key)
        suffix = f"-{number}" if number > 1 else ""
        return Tick(f"f-{name}{suffix}", name, value, inline(text), value in self.raw.get(key, ()))


def base_view(drawing: Drawing, kind: str) -> QuestionView:
    """What all kinds have: texts, reserved answers, errors, warnings."""
    question, scope, language = drawing.question, drawing.path.scope, drawing.language
    view = QuestionView(
        code=question.code,
        kind=kind,
        id=f"q-{drawing.name}",
        name=drawing.name,
        label=inline(render(question.text, language, scope)),
        help=markdown(render(question.help, language, scope)) if question.help else None,
        required=is_required(question, drawing.path),
        marker="",
        unit=say(question.unit_label, language),
        reserved=tuple(reserved_ticks(drawing)),
    )
    return said(view, drawing.findings)


def said(view: Telling, findings: Sequence[Finding]) -> Telling:
    """A view that says these findings, and no others."""
    return replace(
        view,
        errors=tuple(f.message for f in findings if f.severity == "error"),
        warnings=tuple(warning(f) for f in findings if f.severity == "warning"),
        notes=tuple(f.message for f in findings if f.severity == "note"),
    )


def warning(finding: Finding) -> Warning_:
    """A warning with the box for its reason."""
    return Warning_(WHY + finding.key, finding.message, finding.confirmed or "", finding.confirmed is not None)


def reserved_ticks(drawing: Drawing) -> Iterable[Tick]:
    """The tick boxes of reserved answers that stand beside a question (options that mean the same stand among them)."""
    flags = (
        (drawing.question.not_available, Reserved.NOT_AVAILABLE),
        (drawing.question.prefer_not, Reserved.PREFER_NOT),
    )
    offered = [reserved for flag, reserved in flags if flag]
    for number, reserved in enumerate(offered, 1):
        text = reserved_text(reserved, drawing.language)
        yield drawing.tick(RESERVED_KEY, str(int(reserved)), text, number)


def marked(view: QuestionView, state: PageState, draft: Draft) -> QuestionView:
    """The view of a top-level question: its marker, whether it shows a proposal, what two people wrote."""
    contests = tuple(contests_of(state, view.code, draft))
    drawn = replace(
        view, marker=f"{view.code}@{draft.version}", proposed=view.code in state.proposed, contests=contests
    )
    question = state.case.definition.questions[view.code]
    of_body = question.scope == BODY and question.store == "answers"
    drawn = replace(drawn, of_census=corrects(question), offered_by=state.offered.get(view.code, ""), of_body=of_body)
    typed = state.unsaved.get(view.code)
    return _given_back(drawn, state, typed) if typed else drawn


def _given_back(view: QuestionView, state: PageState, typed: Raw) -> QuestionView:
    """With what she typed and could not be written: to read, to copy, to take after all."""
    question = state.case.definition.questions[view.code]
    fields = ((field_name(view.code, key), value) for key, values in under(MINE, typed).items() for value in values)
    words = in_words(question, drafted(question, 0, typed), state.case.language)
    marked_away = any(tick.checked for tick in view.reserved)
    return replace(view, mine=words, mine_fields=tuple(fields), mine_why=MARKED_AWAY if marked_away else OUT_OF_DATE)


def shown_findings(state: PageState, examined: bool) -> tuple[Finding, ...]:
    """What the page says: everything but answers still to be given, which only an examination names.

    A field that shows a proposal is not called empty: saving the page takes the proposal.
    """
    return tuple(f for f in state.findings if not is_missing(f) or (examined and f.fields[0] not in state.proposed))


def short(text: Markup, length: int = 90) -> Markup:
    """A label for a list, cut at a word."""
    plain = text.striptags()
    return text if len(plain) <= length else Markup(" ").join((plain[:length].rpartition(" ")[0], "…"))
