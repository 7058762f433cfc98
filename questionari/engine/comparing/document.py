"""What changed in the document around its questions: texts, pages, rules that belong to no question, indicators."""

from collections.abc import Iterator, Mapping

from questionari.engine.comparing.marking import changed_texts
from questionari.engine.comparing.meaning import said
from questionari.engine.comparing.model import Difference, Kind
from questionari.engine.comparing.questions import checks
from questionari.engine.definition import Check, Effect, Indicator, Page, Question, Questionnaire, Section

_WORDS = ("title", "intro", "notice")
_PLAIN = ("unit", "cardinality", "shared_with", "notice_version")


def document_differences(old: Questionnaire, new: Questionnaire, renamed: Mapping[str, str]) -> Iterator[Difference]:
    """The differences, those of the whole document first."""
    for name in _PLAIN:
        yield from _plain(Kind.RULES, name, getattr(old, name), getattr(new, name))
    yield from _plain(Kind.REWORDED, "languages", ", ".join(old.languages), ", ".join(new.languages))
    for name in _WORDS:
        yield from changed_texts(name, getattr(old, name), getattr(new, name))
    yield from _headed("section", {one.code: one for one in old.sections}, {one.code: one for one in new.sections})
    yield from _headed("page", {one.code: one for one in old.pages()}, {one.code: one for one in new.pages()})
    yield from checks(_own_checks(old), _own_checks(new), renamed)
    yield from _indicators(old, new, renamed)
    yield from _effects(old, new, renamed)


def _headed(what: str, old: Mapping[str, Section | Page], new: Mapping[str, Section | Page]) -> Iterator[Difference]:
    """Sections or pages by code: which came and went, their titles and introductions."""
    for code in dict.fromkeys((*old, *new)):
        one, other = old.get(code), new.get(code)
        kind = Kind.REWORDED if one and other else Kind.MOVED
        titles = (one.title if one else None, other.title if other else None)
        yield from changed_texts(f"{what}_title", *titles, code, kind)
        if one and other:
            yield from changed_texts(f"{what}_intro", one.intro, other.intro, code)


def _own_checks(definition: Questionnaire) -> tuple[Check, ...]:
    """The checks that stand in no question."""
    inside = {id(check) for question in _everywhere(definition) for check in question.checks}
    return tuple(check for check in definition.checks if id(check) not in inside)


def _everywhere(definition: Questionnaire) -> Iterator[Question]:
    for question in definition.questions.values():
        yield from _with_children(question)


def _with_children(question: Question) -> Iterator[Question]:
    """A question, and what stands in its rows."""
    yield question
    for child in question.children:
        yield from _with_children(child)


def _indicators(old: Questionnaire, new: Questionnaire, renamed: Mapping[str, str]) -> Iterator[Difference]:
    before, after = ({one.code: one for one in version.indicators} for version in (old, new))
    for code in dict.fromkeys((*before, *after)):
        one, other = before.get(code), after.get(code)
        yield from _plain(Kind.RECALCULATED, "indicator", _formula(one, renamed), _formula(other, {}), code)
        if one and other:
            yield from changed_texts("indicator_title", one.title, other.title, code)


def _effects(old: Questionnaire, new: Questionnaire, renamed: Mapping[str, str]) -> Iterator[Difference]:
    """What answers set off; without codes, so one that changed went and came."""
    before = dict.fromkeys(_set_off(effect, renamed) for effect in old.effects)
    after = dict.fromkeys(_set_off(effect, {}) for effect in new.effects)
    for line in (line for line in before if line not in after):
        yield Difference(Kind.RULES, "effect", line, None)
    for line in (line for line in after if line not in before):
        yield Difference(Kind.RULES, "effect", None, line)


def _set_off(effect: Effect, renamed: Mapping[str, str]) -> str:
    """An effect in one line: what, when, which answers it hands on."""
    told = ", ".join(renamed.get(code, code) for code in effect.fields)
    return f"{effect.kind}: {said(effect.when, renamed)} ({told})"


def _formula(indicator: Indicator | None, renamed: Mapping[str, str]) -> str | None:
    """How an indicator is computed, in one line; a numerator is text that the data exports read."""
    if indicator is None:
        return None
    parts = (indicator.method, said(indicator.expression, renamed), indicator.numerator)
    return f"{indicator.level}: {' | '.join(part for part in parts if part)}"


def _plain(kind: Kind, what: str, old: str | None, new: str | None, place: str = "") -> Iterator[Difference]:
    if old != new:
        yield Difference(kind, what, old or None, new or None, place)
