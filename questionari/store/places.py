"""Whose response a row is, and the address of its pages.

A unit asked in a round has one row of its own, number 0: its response or, where the questionnaire is answered once per
contact or call, the list of its records. Each record is a row of the same invitation with a number from 1 on. So
whatever counts units, or writes to them, looks at number 0; whatever reads answers looks at the rows that hold some.
"""

import re

from sqlalchemy import ColumnElement, and_, case, literal_column

from questionari.engine.states import ResponseState
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation

WHOLE = 0
#: What joins a unit asked to its own response, or to the list of its records: never to the records.
OF_UNIT: ColumnElement[bool] = and_(Response.invitation_id == Invitation.id, Response.number == WHOLE)
#: The state as people read it: while it waits for an approval a draft is no longer "in compilazione".
_AWAITING: ColumnElement[str] = literal_column(f"'{ResponseState.AWAITING}'")  # no parameter: it is grouped by
SHOWN: ColumnElement[str] = case((Response.awaiting_at.is_not(None), _AWAITING), else_=Response.state)
_RECORD = re.compile(r"(?P<invitation>[^.]+)\.(?P<number>[1-9][0-9]{0,5})")


def address(invitation: str, number: int) -> str:
    """The public id of a record: the invitation's, a dot, the number; of the whole the invitation's alone."""
    return f"{invitation}.{number}" if number else invitation


def parsed(public_id: str) -> tuple[str, int]:
    """The invitation's public id and the number of the record, 0 for the whole."""
    found = _RECORD.fullmatch(public_id)
    return (found["invitation"], int(found["number"])) if found else (public_id, WHOLE)


def invitation_of(public_id: str) -> str:
    """The invitation's public id: what a link opens, with all its records."""
    return parsed(public_id)[0]
