"""A staff session on behalf of a service: the respondent's own pages, while nothing in them is of the service.

Which invitations are open so stands in the session's cookie; whether they may still be seen is asked of the database
before each page and once more after it was drawn, so that no page shows what the service has written meanwhile.
"""

from typing import NamedTuple

from flask import Flask, after_this_request, g, make_response, redirect, request, session
from flask.wrappers import Response
from werkzeug.wrappers import Response as WsgiResponse

from questionari.engine.states import ENTRY_MODES
from questionari.usecases import entering, responding
from questionari.usecases.house import Actor
from questionari.usecases.responding.paradata import COMPUTER, PHONE
from questionari.web.access import database, load_account
from questionari.web.respond import kept

KEY = "opened"  # the invitations this browser has opened (opened.py), each with two times and, here, a Behalf
CLOSED = (
    "Da qui non si vede: il servizio ha ripreso la compilazione, la Sua sessione di lavoro è finita, oppure questa "
    "pagina è del solo servizio. Riparta dalla pagina del servizio nella tornata."
)
#: What staff may do there. All else is the service's: its approval, its corrections, its codes, its requests of help.
ENDPOINTS = frozenset(
    {
        *(f"respond.{name}" for name in ("home", "page", "save", "review", "submit", "receipt", "notice", "language")),
        *(
            f"respond.{name}"
            for name in ("my_preparation", "paper_form", "paper_pdf", "file_page", "attach", "own_file")
        ),
        *(f"respond.{name}" for name in ("add_record", "follow", "ask_discard", "discard", "complete", "resume")),
        *(f"alive.{name}" for name in ("stay", "services")),
    }
)


class Behalf(NamedTuple):
    """How the answers came to the staff who enter them (engine.states.Mode), the staff page to go back to, the account
    that opened it and was recorded: another one at the same browser opens it for herself.
    """

    mode: str = ""
    back: str = ""
    by: str = ""


def remember(public_id: str, how: Behalf) -> None:
    """Note that an invitation just opened is open on behalf of its service."""
    session[KEY] = {**session[KEY], public_id: [*session[KEY][public_id][:2], *how]}


def of(public_id: str) -> Behalf:
    """How the answers came that staff enter here, with mode "" where the service itself is at work."""
    return Behalf(*session.get(KEY, {}).get(responding.invitation_of(public_id), ())[2:])


def here() -> Behalf:
    """The same of the address asked for."""
    return of(str((request.view_args or {}).get("public_id", "")))


def staff() -> Actor | None:
    """The staff at work at this address, None where the service is."""
    account = load_account() if here().mode else None
    return Actor(account.role, account.code) if account else None


def device() -> str:
    """The class of device a page is sent from; of the rest of what a browser says nothing is read."""
    return PHONE if "Mobi" in request.headers.get("User-Agent", "") else COMPUTER


def entered() -> responding.Entered | None:
    """The same, with how the answers came."""
    actor = staff()
    return responding.Entered(actor, here().mode) if actor else None


def may_see(public_id: str) -> bool:
    """Whether staff may see an address that they opened on behalf of its service; asked once a request."""
    if "behalf" not in g:
        g.behalf = _may_see(public_id)
    return bool(g.behalf)


def _may_see(public_id: str) -> bool:
    account = load_account() if request.endpoint in ENDPOINTS else None
    if account is None or account.role != "staff" or account.code != of(public_id).by or not _held(public_id):
        return False

    def judged(drawn: Response) -> Response:
        shows_nothing = drawn.status_code // 100 == 3
        return drawn if shows_nothing or _held(public_id) else make_response(kept.page(CLOSED, 403))

    after_this_request(judged)
    return True


def _held(public_id: str) -> bool:
    with database().reading() as db:
        return entering.held_by_staff(db, public_id)


def leave(public_id: str) -> WsgiResponse | None:
    """Back to the staff's page of the service, which is no longer open here; None where staff are not at work."""
    back, closed = of(public_id).back, responding.invitation_of(public_id)
    if not back:
        return None
    session[KEY] = {known: kept for known, kept in session[KEY].items() if known != closed}
    return redirect(back, 303)


def init_app(app: Flask) -> None:
    """What templates say of it."""
    app.jinja_env.globals.update(on_behalf=here, entry_modes=ENTRY_MODES)
