"""Pages that refuse an act and lose nothing: what was typed is shown back, to be sent again (reliability.md, F10)."""

from collections.abc import Callable, Mapping

from flask import jsonify, render_template, request
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from questionari.web import errors
from questionari.web.language import word
from questionari.web.typed import Fields, posted_fields, readable

NOT_OPENED = (
    "Per Sua sicurezza il questionario si è chiuso, oppure non è stato aperto su questo dispositivo. "
    "Apra di nuovo il collegamento ricevuto per e-mail: ritroverà tutto quello che aveva salvato."
)
STALE = "La pagina è rimasta aperta a lungo: prema «Invia di nuovo» per salvare quello che ha scritto."
AGAIN = "La pagina è rimasta aperta a lungo: per chiudere il questionario prema di nuovo «Esci», in alto."
BUSY = "Il sistema è occupato. Quello che ha scritto è qui sotto: aspetti un minuto e prema «Invia di nuovo»."
STATUS: Mapping[str, int] = {"not_opened": 403, "not_entered": 403, "delegation_ended": 403, "busy": 503}


def autosaving() -> bool:
    """Whether the page itself is saving, and stays where it is."""
    return request.headers.get("X-Requested-With") == "autosave"


def page(message: str, status: int, retold: Callable[[Fields], Fields] = Fields) -> tuple[str | Response, int]:
    """The message, and whatever was typed (in which words ``retold`` says), ready to be sent again to the same address.

    A page that saves by itself still holds what was typed: it gets the message alone, and a token that is valid now.
    """
    if autosaving():
        return jsonify(message=word(message), token=generate_csrf()), status
    fields = posted_fields()
    if fields is None:
        return errors.page(413)
    return render_template("respond/kept.html", message=message, fields=fields, typed=retold(readable(fields))), status


def busy(error: OperationalError) -> tuple[str | Response, int, dict[str, str]]:
    """The database does not answer."""
    return _later(*errors.unavailable(error))


def crowded(error: ServiceUnavailable) -> tuple[str | Response, int, dict[str, str]]:
    """More at once than there is room for (`web.gate`)."""
    return _later(*errors.crowded(error))


def _later(drawn: str, status: int, headers: dict[str, str]) -> tuple[str | Response, int, dict[str, str]]:
    return (page(BUSY, status)[0] if request.method == "POST" else drawn), status, headers
