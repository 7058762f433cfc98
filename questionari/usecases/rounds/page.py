"""Everything the page of one round shows, read at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.states import RoundState
from questionari.usecases.rounds import asked, pulse, viewing
from questionari.usecases.rounds.asked import InvitationFilter, InvitationList, Turn
from questionari.usecases.rounds.passes import Passes, passes
from questionari.usecases.rounds.status import RoundStatus, status
from questionari.usecases.rounds.timeline import Moment, timeline


@dataclass(frozen=True, slots=True)
class RoundPage:
    """The head, the counts, the curve of answers, the mails by group, the life of the round, those asked."""

    head: viewing.RoundHead
    counts: RoundStatus
    curve: pulse.Curve
    mails: pulse.Pulse
    timeline: tuple[Moment, ...]
    units: InvitationList
    passes: Passes | None  # of a questionnaire in parts


def load(
    session: Session, now: datetime, code: str, wanted: InvitationFilter, turn: Turn = asked.FIRST
) -> RoundPage | None:
    """The page of a round; None of a draft, which has a preview instead. Raises NotFound.

    The row is held here, so that each part finds it in the session instead of reading it again.
    """
    found = viewing.find(session, code)
    head = viewing.head_of(found, now)
    if head.line.state is RoundState.DRAFT:
        return None
    counts = status(session, now, head.id)
    beat = pulse.pulse(session, now, head.id, counts.total.asked)
    curve = pulse.curve(beat.sent, head.line, counts.total, local_day(now))
    moments = timeline(session, now, head.id)
    units = asked.list_invitations(session, counts, wanted, turn)
    return RoundPage(head, counts, curve, beat, moments, units, passes(session, now, found.row))
