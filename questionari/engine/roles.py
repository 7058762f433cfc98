"""Sections that belong to somebody: who fills in which part of a record. A section without a role is everybody's."""

from questionari.engine.definition import Questionnaire


def roles(definition: Questionnaire) -> tuple[str, ...]:
    """The roles that the sections name, in their order."""
    return tuple(dict.fromkeys(section.role for section in definition.sections if section.role is not None))


def pages_of(definition: Questionnaire, role: str | None = None) -> frozenset[str]:
    """The pages that a role fills in; all of them without a role."""
    own = (None, role)
    mine = (section for section in definition.sections if role is None or section.role in own)
    return frozenset(page.code for section in mine for page in section.pages)
