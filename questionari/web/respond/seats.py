"""Where a visitor sits: who holds the link at the whole of a response, a colleague at the sections she was given."""

from flask import render_template
from sqlalchemy.orm import Session

from questionari import clock
from questionari.usecases import colleagues
from questionari.usecases.responding import Standing
from questionari.web.access import database, house
from questionari.web.respond import opened
from questionari.web.respond.choosing import speak_of

#: The endpoints that know a colleague's seat; any other stops at her address, whatever it does.
SEATED = frozenset(
    f"respond.{name}"
    for name in (
        *("home", "page", "save", "notice", "file_page", "attach", "own_file"),
        *("help_list", "help_page", "ask_help"),
    )
)


def of(db: Session, public_id: str) -> colleagues.Seat:
    """Whose response an address leads to, and who writes there. Raises NotFound, Refused "delegation_ended"."""
    return colleagues.seat(db, house(), public_id, opened.writer())


def home(public_id: str) -> str:
    """A colleague's own list of sections."""
    with database().reading() as db:
        found = colleagues.part(db, house(), clock.utc_now(), public_id)
    speak_of(found.case)
    return render_template("respond/part.html", part=found, public_id=public_id, Standing=Standing)
