"""Who depends on whom: the questions to look at again when an answer changes."""

from collections.abc import Iterable, Iterator, Mapping

from questionari.engine.checks.subject import page_owner, section_owner
from questionari.engine.compiler.build import Build
from questionari.engine.definition import Question, Section


def dependents(build: Build, sections: Iterable[Section]) -> dict[str, frozenset[str]]:
    """Question code -> codes of the questions whose visibility, value or checks read it."""
    found: dict[str, set[str]] = {}
    readers = _readers(build, sections)
    checked = {check.code: check.fields for check in build.checks}  # a check may bear the code of a question
    for site in build.sites:
        owners = checked if site.role == "check" else readers
        for name in _sources(build.questions, site.expression.names):
            found.setdefault(name, set()).update(owners.get(site.owner, ()))
    for question in build.questions.values():
        for name in _plain_sources(question):
            found.setdefault(name, set()).add(question.code)
    return {name: frozenset(codes - {name}) for name, codes in found.items()}


def _readers(build: Build, sections: Iterable[Section]) -> dict[str, tuple[str, ...]]:
    """Owner of an expression -> the questions it stands for."""
    readers: dict[str, tuple[str, ...]] = {code: (code,) for code in build.questions}
    for section in sections:
        for page in section.pages:
            readers[page_owner(page.code)] = page.questions
        readers[section_owner(section.code)] = tuple(code for page in section.pages for code in page.questions)
    return readers


def _sources(questions: Mapping[str, Question], names: Iterable[str]) -> Iterator[str]:
    """The names read, and the children of the groups among them."""
    for name in names:
        yield name
        if name in questions and questions[name].type == "group":
            yield from (code for code, question in questions.items() if question.parent == name)


def _plain_sources(question: Question) -> Iterator[str]:
    """What a question depends on without an expression: its list, the option it details, its group."""
    if question.options_from:
        yield from _named(question.options_from)
    for child in question.children:
        yield from _chosen_for(child)
    if question.parent:
        yield question.parent


def _chosen_for(child: Question) -> Iterator[str]:
    """The earlier answers that limit the options of a roster's child, and of the children of one in its rows."""
    if child.options_from:
        yield from _named(child.options_from)
    for inner in child.children:
        yield from _chosen_for(inner)


def _named(source: str) -> Iterator[str]:
    """The question that options come from; of the rows of a roster ("R.child", "R.S.child") the rosters."""
    parts = source.split(".")
    yield from (".".join(parts[:many]) for many in range(1, len(parts) + 1))
