"""The staff's views, gathered: importing them registers them."""

from questionari.web.manage import (
    census,
    census_acts,
    exports,
    helping,
    home,
    invitations,
    letters,
    patches,
    responses,
    round_acts,
    rounds,
)
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires import (
    comparing,
    conditions,
    consultations,
    drafts,
    editor,
    paper,
    previewing,
    questions,
    translating,
    versions,
)

__all__ = [
    "blueprint",
    "census",
    "census_acts",
    "comparing",
    "conditions",
    "consultations",
    "drafts",
    "editor",
    "exports",
    "helping",
    "home",
    "invitations",
    "letters",
    "paper",
    "patches",
    "previewing",
    "questions",
    "responses",
    "round_acts",
    "rounds",
    "translating",
    "versions",
]
