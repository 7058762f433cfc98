"""The page behind the one link of a mail about several services: each is opened from here, by a link of its own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.usecases import responding
from questionari.usecases.house import House, NotFound
from questionari.usecases.links import shares
from questionari.usecases.responding import Landing


@dataclass(frozen=True, slots=True)
class Several:
    """What one token opens: the number of each link, and what stands behind it."""

    lines: tuple[tuple[int, Landing], ...]
    language: str


def open_several(session: Session, house: House, now: datetime, token: str) -> Several:
    """The questionnaires behind a token, those alone whose links still live. Raises NotFound where none does."""
    lines = list[tuple[int, Landing]]()
    for number, share in enumerate(shares(token)):
        try:
            lines.append((number, responding.open_link(session, house, now, share)))
        except NotFound:
            continue
    if not lines:
        raise NotFound("collegamento")
    languages = {one.language for _, one in lines}
    return Several(tuple(lines), languages.pop() if len(languages) == 1 else "it")


def enter_one(session: Session, house: House, now: datetime, token: str, number: int) -> str:
    """Open one of them; gives its public id. Raises NotFound, Refused."""
    own = shares(token)
    if not 0 <= number < len(own):
        raise NotFound("collegamento")
    return responding.enter(session, house, now, own[number])
