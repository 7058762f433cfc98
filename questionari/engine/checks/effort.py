"""BUR: the declared limits of effort hold. LIM003: pages people can face."""

from collections.abc import Iterator

from questionari.engine.answer_document import read_answers
from questionari.engine.answer_types import answer_type
from questionari.engine.burden import burdens
from questionari.engine.checks.outline import pages
from questionari.engine.checks.subject import Subject, finding, join
from questionari.engine.definition import say
from questionari.engine.findings import StaticFinding

MAX_PAGE_INPUTS = 250


def assumed_answers(subject: Subject) -> Iterator[StaticFinding]:
    """BUR003: 'assume' of a profile can be read."""
    for i, profile in enumerate(subject.questionnaire.burden):
        pointer = join("", "burden", i, "assume")
        read = read_answers(subject.questionnaire, profile.assume)
        for code in read.unknown:
            yield finding("BUR003", join(pointer, code), f"{profile.code}: there is no question {code!r}")
        for code, problem in read.problems.items():
            yield finding("BUR003", join(pointer, code), f"{profile.code}, {code}: {say(problem.message)}")


def limits_hold(subject: Subject) -> Iterator[StaticFinding]:
    """BUR001 and BUR002: what is shown and required of each profile."""
    for i, load in enumerate(burdens(subject.questionnaire)):
        pointer, profile = join("", "burden", i), load.profile
        if load.over_inputs:
            message = f"{profile.code}: {load.inputs} inputs shown, at most {profile.max_inputs}"
            yield finding("BUR001", join(pointer, "max_inputs"), message)
        if load.over_required:
            message = f"{profile.code}: {load.required} inputs required, at most {profile.max_required}"
            yield finding("BUR002", join(pointer, "max_required"), message)


def long_pages(subject: Subject) -> Iterator[StaticFinding]:
    """LIM003: all that a page could show at once."""
    pointers = [pointer for _, pointer in pages(subject.document)]
    for page, pointer in zip(subject.questionnaire.pages(), pointers, strict=True):
        questions = (subject.questionnaire.questions[code] for code in page.questions)
        inputs = sum(answer_type(question).input_count(question) for question in questions)
        if inputs > MAX_PAGE_INPUTS:
            yield finding("LIM003", pointer, f"page {page.code} may show {inputs} inputs")
