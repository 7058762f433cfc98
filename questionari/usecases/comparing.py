"""Published versions set side by side."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from questionari.engine.comparing import Comparison, compare
from questionari.engine.definition import Questionnaire
from questionari.engine.expressions.parser import parse
from questionari.engine.universe import Universes
from questionari.usecases.house import NotFound
from questionari.usecases.questionnaires import Published, list_published
from questionari.usecases.responding.definitions import definition_of

LEAST_OF_A_HASH = 8  # characters of a SHA-256 that name a version by themselves


def find_version(session: Session, name: str) -> Published:
    """The version named CODE@VERSION, CODE/VERSION, CODE (its latest), or by the beginning of its SHA-256.

    Raises NotFound.
    """
    code, _, version = name.replace("/", "@", 1).partition("@")
    for published in list_published(session):
        if published.code == code and version in ("", published.version):
            return published
        if len(name) >= LEAST_OF_A_HASH and published.sha256.startswith(name.lower()):
            return published
    raise NotFound("questionario")


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, with the definition that says its conditions in words."""

    comparison: Comparison
    definition: Questionnaire

    def words(self, source: str) -> str:
        """A condition in plain Italian; what has no plain words stays as written."""
        return Universes(self.definition).words(parse(source))


def compare_published(session: Session, old: str, new: str) -> Compared:
    """Two published versions, by their names, compared. Raises NotFound."""
    before, after = (definition_of(session, find_version(session, name).sha256) for name in (old, new))
    return Compared(compare(before, after), after)


def compare_draft(session: Session, old: str, draft: Questionnaire) -> Compared:
    """A published version, by its name, compared with a draft. Raises NotFound."""
    return Compared(compare(definition_of(session, find_version(session, old).sha256), draft), draft)


def latest_of(session: Session, code: str) -> str:
    """The name of the latest version of a questionnaire, "" where none is published."""
    return next((found.name for found in list_published(session) if found.code == code), "")


def proposed(session: Session) -> tuple[str, str] | None:
    """The names of the two latest versions of a questionnaire that has two: what one most likely wants to compare."""
    known = list_published(session)
    pairs = ((later, earlier) for later, earlier in zip(known, known[1:], strict=False) if later.code == earlier.code)
    newest = max(pairs, key=lambda pair: pair[0].published_at, default=None)
    return (newest[1].name, newest[0].name) if newest else None
