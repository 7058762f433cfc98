"""The view of a whole page: its questions in order, details beside their options, the summary of what to look at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from markupsafe import Markup

from questionari.engine.answer_types.fields import field_name
from questionari.engine.definition import Question, say
from questionari.engine.findings import Finding
from questionari.engine.piping import render
from questionari.engine.places import Place, comuni, countries, provinces
from questionari.usecases.responding import SILENT, UNPOSTED, PageState, Remarks, Standing
from questionari.usecases.responding.holding import is_contest
from questionari.usecases.responding.points import is_missing, is_pending
from questionari.web.respond.kinds import LISTS, list_id, present
from questionari.web.respond.models import PageView, QuestionView, SummaryLine
from questionari.web.respond.presenting import Drawing, marked, short, shown_findings
from questionari.web.respond.texts import inline, markdown

_PLACES = {"l-country": countries, "l-province": provinces}
#: Kinds whose main field is the input "f-<code>" itself; of the others the summary leads to the whole question.
_ONE_FIELD = frozenset({"line", "area", "select", "radio", "check"})


def page_view(state: PageState, examined: bool) -> PageView:
    """What the page's template draws. ``examined``: answers still to be given are named too."""
    findings = shown_findings(state, examined)
    drawn = _drawn(state, findings)
    all_drawn = [*drawn, *(t.detail for view in drawn for t in view.options if t.detail)]
    scope, language = state.case.path.scope, state.case.language
    intros = (text for text in (state.section.intro if _opens(state) else None, state.page.intro) if text)
    return PageView(
        render(state.page.title, language, scope),
        say(state.section.title, language),
        markdown("\n\n".join(render(text, language, scope) for text in intros)),
        drawn,
        tuple(_summary(filter(is_pending, findings), all_drawn)),
        tuple(_summary(filter(is_missing, state.findings), all_drawn)),
        _lists(drawn, state.candidates),
    )


def questions(state: PageState, examined: bool) -> tuple[QuestionView, ...]:
    """The questions of the page alone."""
    return _drawn(state, shown_findings(state, examined))


def _drawn(state: PageState, findings: tuple[Finding, ...]) -> tuple[QuestionView, ...]:
    details = {
        code: _question(state, code, findings, {})
        for code in state.shown
        if state.case.definition.questions[code].detail_of is not None
    }
    silent = _repeated(state, findings) | _bare(state)
    return tuple(
        _question(state, code, findings, details) for code in state.shown if code not in details and code not in silent
    )


def _repeated(state: PageState, findings: tuple[Finding, ...]) -> frozenset[str]:
    """Computed values that only repeat the total of a column drawn above, with nothing to say about them."""
    questions = {code: state.case.definition.questions[code] for code in state.shown}
    tables = ((q.code, q.matrix) for q in questions.values() if q.matrix is not None and q.matrix.column_totals)
    totals = {f"sum({code}.{column.code})" for code, shape in tables for column in shape.columns}
    told = frozenset(code for finding in findings for code in finding.fields[:1])
    said = (code for code, q in questions.items() if q.expression is not None and q.expression.source in totals)
    return frozenset(said) - told


def _bare(state: PageState) -> frozenset[str]:
    """Headings of groups of which no question is asked yet: there is nothing to read them for."""
    questions = [state.case.definition.questions[code] for code in state.shown]
    inhabited = {question.parent for question in questions}
    return frozenset(q.code for q in questions if q.type == "group" and q.code not in inhabited)


def _opens(state: PageState) -> bool:
    """Whether this is the first page of its section on the path."""
    return next(p.code for p in state.section.pages if p.code in state.case.path.pages) == state.page.code


def _question(
    state: PageState, code: str, findings: tuple[Finding, ...], details: Mapping[str, QuestionView]
) -> QuestionView:
    question = state.case.definition.questions[code]
    draft = state.drafts[code]
    own = {
        option.code: details[option.detail] for option in question.options if option.detail and option.detail in details
    }
    drawing = Drawing(
        path=state.case.path,
        language=state.case.language,
        question=question,
        name=code,
        raw=draft.raw,
        findings=tuple(f for f in findings if f.fields[:1] == (code,) and not is_contest(f)),
        details=own,
        candidates=state.candidates,
        told=tuple(key for finding in findings if finding.fields[:1] == (code,) for key in finding.keys),
    )
    view = replace(present(drawing), told=state.told.get(code), remarks=_remarks(state, question))
    view = _with_file_page(view, state) if view.kind == "file" else view
    return view if question.type in UNPOSTED else marked(view, state, draft)


def _remarks(state: PageState, question: Question) -> Remarks | None:
    """The comments on a question of a field trial; a detail has none of its own, it stands beside its option."""
    open_still = state.standing is Standing.OPEN and question.detail_of is None and question.type not in SILENT
    return state.remarks.get(question.code) if open_still else None


def _with_file_page(view: QuestionView, state: PageState) -> QuestionView:
    """How one comes to the page of a file: by a button that saves, by a link after the deadline.

    In a preview the button attaches an example, or takes it away (usecases/workbench/previewing.py).
    """
    open_still = state.standing is Standing.OPEN
    return replace(view, add=f"file:{view.code}") if open_still else replace(view, file_page=f"allegato/{view.code}")


def _summary(findings: Iterable[Finding], drawn: list[QuestionView]) -> Iterable[SummaryLine]:
    """One line a finding, in the order of the page."""
    views = {view.code: view for view in drawn}
    for finding in findings:
        view = views.get(finding.fields[0])
        if view is not None:
            yield SummaryLine(view.code, _target(view, finding), short(view.label), finding.message)


def _target(view: QuestionView, finding: Finding) -> str:
    """The id to lead to: the field concerned where there is one, else the question."""
    key = next((key for key in finding.keys if key), None)
    if key is not None and view.kind in ("matrix", "grid", "roster", "hours", "ordered"):
        return f"f-{field_name(view.name, key)}"
    return f"f-{view.name}" if view.kind in _ONE_FIELD else view.id


def _lists(questions: Iterable[QuestionView], candidates: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The lists of places and services the fields refer to, each once."""
    fields = chain.from_iterable(map(_with_rows, questions))
    wanted = {field.candidates: field for field in fields if field.candidates}
    services = {list_id(name): labels for name, labels in candidates.items()}
    return {name: services.get(name) or _places(name, field) for name, field in wanted.items()}


def _places(name: str, field: QuestionView) -> tuple[str, ...]:
    if name in LISTS.values():
        return tuple(sorted(place.label for place in _PLACES[name]().by_code.values()))
    return tuple(place.label for place in _on_offer(field))


def _on_offer(field: QuestionView) -> tuple[Place, ...]:
    """The comuni of the provinces said, else those of the name typed."""
    return comuni().inside(field.within.split()) if field.within else comuni().find(field.value)


def _with_rows(view: QuestionView) -> Iterator[QuestionView]:
    """A question and the fields of its rows."""
    yield view
    for row in view.roster:
        yield from chain.from_iterable(map(_with_rows, row.fields))


def named(view: PageView, codes: Iterable[str]) -> list[tuple[str, Markup]]:
    """Those of the questions that the page draws, each with its title; a detail stands beside its option."""
    details = (tick.detail for question in view.questions for tick in question.options if tick.detail)
    drawn = {question.code: question for question in (*view.questions, *details)}
    return [(code, short(drawn[code].label)) for code in codes if code in drawn]


def heading(text: str) -> str:
    """A title without emphasis marks, for the window's title."""
    return inline(text).striptags()
