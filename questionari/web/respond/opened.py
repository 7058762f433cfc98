"""The invitations this browser has opened: in the signed session cookie, 8 hours idle, 24 at most (decisions.md 22).

The cookie is stateless: whether an invitation has been revoked is asked of the database at each load.
"""

import secrets
import uuid
from datetime import datetime

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from questionari.usecases import responding
from questionari.web.respond import behalf

SPENT = "reread"  # the code that showed submitted answers last, with their address
KEY = "opened"  # by invitation: its records are opened with it
MARK = "mark"  # drawn at random: tells this browser's writing from that of others, and nobody who they are
IDLE_S = 8 * 3600
ABSOLUTE_S = 24 * 3600
TOUCH_S = 300  # so that reading a page seldom sends the cookie again
MOST = 20
READABLE = "readable"  # the response just sent, its receipt, until when its answers may be kept
READABLE_S = 3600


def remember(public_id: str, now: datetime) -> None:
    """Note an invitation as opened now; the oldest is forgotten when there are too many for a cookie."""
    at = int(now.timestamp())
    others = {known: times for known, times in session.get(KEY, {}).items() if known != public_id}
    kept = sorted(others.items(), key=lambda item: item[1][1])[-(MOST - 1) :]
    session[KEY] = {**dict(kept), public_id: [at, at]}
    session.setdefault(MARK, secrets.token_hex(4))


def writer() -> responding.Writer:
    """Who writes here. Nobody is named yet: a colleague who was given a link of her own would be, by what she said."""
    return responding.Writer(session.get(MARK, ""), mode=behalf.here().mode)


def leave() -> Response:
    """Close every questionnaire that this browser has open, and say so: who comes next is somebody else."""
    session.pop(KEY, None)
    session.pop(SPENT, None)
    session.pop(READABLE, None)
    session.pop(MARK, None)
    return redirect(url_for("respond.goodbye"), 303)


def note_spent(public_id: str, code_id: uuid.UUID) -> None:
    """Remember which code showed the submitted answers: whether it still opens their files the database says."""
    session[SPENT] = [public_id, code_id.hex]


def spent_code(public_id: str) -> str:
    """The code that showed these submitted answers to this browser, or ""."""
    address, code_id = session.get(SPENT, ("", ""))
    return str(code_id) if address == public_id else ""


def note_sent(public_id: str, number: str, at: datetime) -> None:
    """Let this browser keep the answers for a while, if it had them open when they were sent: it could read them."""
    if 0 < _times(public_id)[0] <= at.timestamp():
        session[READABLE] = [public_id, number, int(at.timestamp()) + READABLE_S]


def just_sent(public_id: str, now: datetime) -> str:
    """The number of the receipt whose answers this browser has just sent, or ""."""
    address, number, until = session.get(READABLE, ("", "", 0))
    return str(number) if address == public_id and now.timestamp() < until else ""


def _times(public_id: str) -> tuple[int, int]:
    opened, seen, *_ = session.get(KEY, {}).get(responding.invitation_of(public_id), (0, 0))
    return opened, seen


def was_open(public_id: str) -> bool:
    """Whether this browser has opened that invitation, even if it may not see it any more."""
    return _times(public_id)[0] > 0


def _touch(public_id: str, opened: int, seen: int) -> None:
    known = responding.invitation_of(public_id)
    session[KEY] = {**session[KEY], known: [opened, seen, *session[KEY][known][2:]]}


def seconds_left(public_id: str, now: datetime) -> int:
    """How long this browser may still save if nothing more is done."""
    at = int(now.timestamp())
    opened, seen = _times(public_id)
    return max(0, min(opened + ABSOLUTE_S, seen + IDLE_S) - at)


def extend(public_id: str, now: datetime) -> None:
    """Somebody is there: eight hours more, within the day."""
    opened, _ = _times(public_id)
    _touch(public_id, opened, int(now.timestamp()))


def is_open(public_id: str, now: datetime) -> bool:
    """Whether this browser may see that invitation now; using it keeps it alive."""
    at = int(now.timestamp())
    opened, seen = _times(public_id)
    if at - opened >= ABSOLUTE_S or at - seen >= IDLE_S:
        return False
    if behalf.of(public_id).mode and not behalf.may_see(public_id):
        return False
    if at - seen > TOUCH_S:
        _touch(public_id, opened, at)
    return True
