"""What is claimed of a questionnaire: each claim names a fault, the formula that would refute it, and how the engine
shows it. A claim that no response refutes is a finding."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from questionari.engine.checks.subject import Site, Subject
from questionari.engine.definition import Axis, Check, Option, Page, Question, Severity
from questionari.engine.expressions import tree
from questionari.engine.expressions.tree import Expression
from questionari.proofs.complete import fires, looked_at, satisfied
from questionari.proofs.observed import Observed
from questionari.proofs.operands import Rows
from questionari.proofs.path import SymbolicPath
from questionari.proofs.terms import YES, Term, both, either, negation

Seen: TypeAlias = Callable[[Observed], bool]


@dataclass(frozen=True, slots=True)
class Claim:
    """A fault that holds unless some response is a model of ``refuted``.

    ``refutes`` tells such a response by the engine. ``example`` is a formula for a response that shows the fault,
    ``shows`` tells it by the engine. ``within``: claims of which one makes this one superfluous.
    """

    key: str
    code: str
    pointer: str
    message: str
    refuted: Term
    refutes: Seen
    example: Term = field(default=YES)
    shows: Seen = field(default=lambda run: True)
    within: tuple[str, ...] = ()


Claims: TypeAlias = Iterator[Claim]


@dataclass(frozen=True, slots=True)
class Case:
    """The document with its symbolic response."""

    subject: Subject
    path: SymbolicPath

    def at(self, owner: str, expression: Expression | None) -> str:
        """Where a condition stands; where its owner stands if it has none."""
        sites = (s.pointer for s in self.subject.sites if s.owner == owner and s.expression is expression)
        return next(sites, self.subject.pointer(owner))


def pages(case: Case) -> Claims:
    """LOG002: pages that can never be shown."""
    for s, section in enumerate(case.path.definition.sections):
        for p, page in enumerate(section.pages):
            shown = either(*(case.path.asked(code) for code in page.questions))
            at, message = f"/sections/{s}/pages/{p}", f"no answers lead to page {page.code}"
            yield Claim(
                _page_key(page), "LOG002", at, message, shown, _has_page(page.code), shows=_lacks_page(page.code)
            )


def _page_key(page: Page) -> str:
    return f"page {page.code}"


def _has_page(code: str) -> Seen:
    return lambda run: code in run.path.pages


def _lacks_page(code: str) -> Seen:
    return lambda run: code not in run.path.pages


def questions(case: Case) -> Claims:
    """LOG001: questions, details and children of rosters that can never be asked."""
    for page, question in _placed(case):
        within = (_page_key(page), f"asked {question.parent}")
        container = case.path.asked(question.parent) if question.parent else case.path.page_shown(question.code)
        yield Claim(
            f"asked {question.code}", "LOG001", case.at(question.code, question.visible_if),
            f"no answers lead to question {question.code}", case.path.asked(question.code), _asks(question.code),
            container, _asks_not(question.code), within,
        )  # fmt: skip
        yield from _children(case, question)


def _placed(case: Case) -> Iterator[tuple[Page, Question]]:
    for page in case.path.definition.pages():
        for code in page.questions:
            yield page, case.path.definition.questions[code]


def _asks(code: str) -> Seen:
    return lambda run: run.path.asked(code)


def _asks_not(code: str) -> Seen:
    return lambda run: not run.path.asked(code)


def _children(case: Case, roster: Question) -> Claims:
    answer = case.path.lookup(roster.code) if roster.children else None
    if not isinstance(answer, Rows):
        return
    for child in roster.children:
        rows = (both(there, case.path.child_asked(child, row)) for there, row in answer.rows)
        yield _child(case, roster, roster.code, child, both(answer.known, either(*rows)))
        for inner in child.children:
            asked = both(answer.known, _asked_inside(case.path, roster, child, inner, answer))
            yield _child(case, roster, f"{roster.code}.{child.code}", inner, asked)


def _asked_inside(path: SymbolicPath, roster: Question, child: Question, inner: Question, answer: Rows) -> Term:
    """Whether a child of a roster that stands in the rows of another is asked in any row."""
    held = (
        (both(there, asked, present), row, {"row": outer})
        for there, outer in answer.rows
        for found, asked, rows in path.rows_in(roster, outer)
        for present, row in rows.rows
        if found is child
    )
    return either(*(both(there, path.child_asked(inner, row, around)) for there, row, around in held))


def _child(case: Case, roster: Question, code: str, child: Question, asked: Term) -> Claim:
    return Claim(
        f"asked {code}.{child.code}", "LOG001", case.at(roster.code, child.visible_if),
        f"no answers lead to {child.code} in a row of {code}", asked,
        _asks_in_row(code, child), case.path.asked(roster.code), _asks(roster.code), (f"asked {code}",),
    )  # fmt: skip


def _asks_in_row(code: str, child: Question) -> Seen:
    return lambda run: any(child in asked for asked in run.path.asked_in_rows(code))


def options(case: Case) -> Claims:
    """LOG003: options that are never offered."""
    for _, question in _placed(case):
        for option in question.options if question.matrix is None else ():
            if option.visible_if is not None or question.options_from is not None:
                yield _option(case, question, option)


def _option(case: Case, question: Question, option: Option) -> Claim:
    offered = both(case.path.asked(question.code), case.path.offered(question, option))

    def seen(run: Observed) -> bool:
        return run.path.asked(question.code) and run.path.offers(question, option)

    return Claim(
        f"option {question.code} {option.code}", "LOG003", case.at(question.code, option.visible_if),
        f"option {option.code} of {question.code} is never offered", offered, seen,
        case.path.asked(question.code), lambda run: run.path.asked(question.code) and not seen(run),
        (f"asked {question.code}",),
    )  # fmt: skip


def cells(case: Case) -> Claims:
    """LOG004: rows, columns and cells of matrices that are never shown."""
    for _, question in _placed(case):
        shape = question.matrix
        if shape is None:
            continue
        rows = shape.rows if question.options_from else tuple(r for r in shape.rows if r.visible_if)
        for axis in rows:
            yield _line(case, question, axis, "row", lambda place, code: place[0] == code)
        for axis in (c for c in shape.columns if c.visible_if):
            yield _line(case, question, axis, "column", lambda place, code: place[1] == code)
        for place, rule in shape.cell_rules.items():
            axis = Axis(",".join(place), {}, rule)
            yield _line(case, question, axis, "cell", lambda cell, code: ",".join(cell) == code)


def _line(case: Case, question: Question, axis: Axis, what: str, of: Callable[[tuple[str, str], str], bool]) -> Claim:
    shape = question.matrix
    places = [(row.code, column.code) for row in shape.rows for column in shape.columns] if shape else []
    mine = [place for place in places if of(place, axis.code) and (shape is None or place not in shape.blocked)]
    shown = both(case.path.asked(question.code), either(*(case.path.cell_shown(question, place) for place in mine)))

    def seen(run: Observed) -> bool:
        return any(of(place, axis.code) for place in run.path.cells(question.code))

    return Claim(
        f"line {question.code} {axis.code}", "LOG004", case.at(question.code, axis.visible_if),
        f"{what} {axis.code} of {question.code} is never shown", shown, seen, case.path.asked(question.code),
        lambda run: run.path.asked(question.code) and not seen(run), (f"asked {question.code}",),
    )  # fmt: skip


def conditions(case: Case) -> Claims:
    """LOG005: conditions that are never false. LOG006: conditions that never hold and hide no question."""
    for site in case.subject.sites:
        if site.row is None and site.boolean and site.role in _JUDGED and not _asks_presence(site.expression):
            truth = case.path.truth(site.expression)
            yield Claim(
                f"always {site.pointer}", "LOG005", site.pointer, f"never false: {site.expression.source}",
                truth.no, _is(site, False), truth.yes, _is(site, True), (f"never {site.pointer}",),
            )  # fmt: skip
        if site.row is None and site.role in _NEVER:
            truth = case.path.truth(site.expression)
            yield Claim(
                f"never {site.pointer}", "LOG006", site.pointer, f"never true: {site.expression.source}",
                truth.yes, _is(site, True), YES, _is_not(site, True),
            )  # fmt: skip


_JUDGED = frozenset({"visible_if", "required_if", "effect", "preparation"})
_NEVER = frozenset({"required_if", "effect", "preparation"})


def _asks_presence(expression: Expression) -> bool:
    """``size(A14_01) > 0``, the written way of "something is picked": true or unknown, and meant so."""
    match expression.root:
        case tree.Binary(operator=">", left=tree.Call(name="size", arguments=(tree.Name(),)), right=tree.Literal()):
            return True
    return False


def _is(site: Site, verdict: bool) -> Seen:
    return lambda run: run.verdict(site.expression) is verdict


def _is_not(site: Site, verdict: bool) -> Seen:
    return lambda run: run.verdict(site.expression) is not verdict


def checks(case: Case) -> Claims:
    """LOG007: checks that never fire. LOG008: checks that always do."""
    for check in case.path.definition.checks:
        at, fired, code = case.at(check.code, check.require), fires(case.path, check), check.code
        asked = tuple(f"asked {field}" for field in check.fields[:1])
        yield Claim(
            f"fires {code}", "LOG007", at, f"check {code} never fires", fired, _tells(check, False),
            looked_at(case.path, check), _tells_not(check, False), asked,
        )  # fmt: skip
        yield Claim(
            f"holds {code}", "LOG008", at, f"check {code} fires whenever it is looked at",
            satisfied(case.path, check), _tells(check, True), fired, _tells(check, False), (f"fires {code}", *asked),
        )  # fmt: skip


def _tells(check: Check, verdict: bool) -> Seen:
    return lambda run: verdict in run.told(check)


def _tells_not(check: Check, verdict: bool) -> Seen:
    return lambda run: verdict not in run.told(check)


RANK: dict[Severity, int] = {"note": 0, "warning": 1, "error": 2}


def shadows(case: Case) -> Claims:
    """LOG009: checks that tell nothing an earlier one, as severe or more, does not tell."""
    found = [check for check in case.path.definition.checks if check.foreach is None]
    for place, later in enumerate(found):
        yield from (_shadow(case, earlier, later) for earlier in found[:place] if _may_shadow(earlier, later))


def _may_shadow(earlier: Check, later: Check) -> bool:
    """Whether two checks speak of the same answers at the same place, the earlier at least as loudly."""
    same = set(earlier.fields) & set(later.fields) and earlier.require.names & later.require.names
    return bool(same) and RANK[earlier.severity] >= RANK[later.severity]


def _shadow(case: Case, earlier: Check, later: Check) -> Claim:
    fired, alone = _tells(later, False), fires(case.path, later)
    return Claim(
        f"shadow {later.code} {earlier.code}", "LOG009", case.at(later.code, later.require),
        f"whenever check {later.code} fires, {earlier.code} fires too",
        both(alone, negation(fires(case.path, earlier))),
        lambda run: fired(run) and _tells_not(earlier, False)(run), alone,
        lambda run: fired(run) and _tells(earlier, False)(run), (f"fires {later.code}",),
    )  # fmt: skip


SOURCES = (pages, questions, options, cells, conditions, checks, shadows)


def claims(case: Case) -> Claims:
    """Every claim but those about submission, containers first; last the pairs of checks, which may be any number."""
    return (claim for source in SOURCES for claim in source(case))
