"""Sections that belong to somebody: who fills in which part of a record. A section without a role is everybody's.

Two parts are tied by a random code: the part that holds it is filled in first, the part whose check compares a typed
text with it follows. Any other part is of whoever verifies them, and is sent to nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from questionari.engine.definition import Check, Question, Questionnaire, Section, say
from questionari.engine.linked import expressions, facts_in


@dataclass(frozen=True, slots=True)
class Parts:
    """How the parts of a record are tied: the role that begins with ``code``, the one that types it in ``typed``."""

    first: str
    code: str
    length: int
    following: str
    typed: str

    @property
    def roles(self) -> tuple[str, str]:
        """Who is asked in a round."""
        return self.first, self.following


def roles(definition: Questionnaire) -> tuple[str, ...]:
    """The roles that the sections name, in their order."""
    return tuple(dict.fromkeys(section.role for section in definition.sections if section.role is not None))


def title_of(definition: Questionnaire, role: str) -> str:
    """What the sections of a role are called, in Italian."""
    return ", ".join(say(section.title) for section in definition.sections if section.role == role)


def verifying(definition: Questionnaire) -> str | None:
    """Who says something of a record once its parts are sent: the role that neither begins nor follows."""
    tied = parts(definition)
    return next((role for role in roles(definition) if role not in tied.roles), None) if tied is not None else None


@lru_cache(maxsize=256)
def pages_of(definition: Questionnaire, role: str | None = None) -> frozenset[str]:
    """The pages that a role fills in; all of them without a role."""
    return frozenset(page.code for section in sections_of(definition, role) for page in section.pages)


def sections_of(definition: Questionnaire, role: str | None = None) -> tuple[Section, ...]:
    """The sections that a role fills in; all of them without a role."""
    return tuple(section for section in definition.sections if role is None or section.role in (None, role))


@lru_cache(maxsize=256)
def own_questions(definition: Questionnaire, role: str) -> frozenset[str]:
    """The questions that a role answers."""
    pages = pages_of(definition, role)
    return frozenset(code for code, page in definition.page_of.items() if page in pages)


def role_of(definition: Questionnaire, code: str) -> str | None:
    """Who answers a question."""
    page = definition.page_of.get(code)
    return next((s.role for s in definition.sections if any(p.code == page for p in s.pages)), None)


@lru_cache(maxsize=64)
def parts(definition: Questionnaire) -> Parts | None:
    """How the parts are tied; None where there are none, or no code ties them."""
    codes = [q for q in definition.questions.values() if q.type == "generated" and role_of(definition, q.code)]
    return next(
        (found for code in codes for check in definition.checks if (found := _tie(definition, code, check))), None
    )


def _tie(definition: Questionnaire, code: Question, check: Check) -> Parts | None:
    """The tie that a check makes: it is of another's part, and compares what is typed there with the code."""
    first, following = role_of(definition, code.code), role_of(definition, check.fields[0])
    if first is None or following in (None, first) or code.code not in check.require.names:
        return None
    return Parts(first, code.code, code.max_length or 0, following or "", check.fields[0])


@lru_cache(maxsize=64)
def read_of_others(definition: Questionnaire, role: str) -> frozenset[str]:
    """The questions of other parts that a role's part reads, with those that decide whether they are asked."""
    own = own_questions(definition, role)
    waiting = set(_reads(definition, role)) - own
    found: set[str] = set()
    while waiting:
        code = waiting.pop()
        if code in definition.questions:
            found.add(code)
            waiting |= set(_behind(definition, code)) - own - found
    return frozenset(found)


def _reads(definition: Questionnaire, role: str) -> Iterator[str]:
    """The names that the conditions, values, checks and texts of a part read."""
    own = own_questions(definition, role)
    alone = replace(
        definition,
        sections=sections_of(definition, role),
        questions={code: question for code, question in definition.questions.items() if code in own},
        checks=tuple(check for check in definition.checks if check.fields[0] in own),
        effects=(),
        indicators=(),
    )
    return chain.from_iterable(expression.names for expression in expressions(alone))


def _behind(definition: Questionnaire, code: str) -> Iterator[str]:
    """What a question hangs on: its conditions, those around it, its parent, what it is worked out from."""
    question = definition.questions[code]
    around = [(s, p) for s in definition.sections for p in s.pages if p.code == definition.page_of[code]]
    conditions = (question.visible_if, question.expression, *(part.visible_if for pair in around for part in pair))
    yield from chain.from_iterable(condition.names for condition in conditions if condition is not None)
    yield from (known for known in (question.parent, *(question.detail_of or ())[:1]) if known)


@lru_cache(maxsize=64)
def facts_of_others(definition: Questionnaire, role: str) -> frozenset[str]:
    """The linked facts from which those questions are worked out."""
    asked = (definition.questions[code] for code in read_of_others(definition, role))
    return frozenset(chain.from_iterable(facts_in(q.expression) for q in asked if q.expression is not None))
