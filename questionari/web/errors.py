"""Error pages in Italian: exception -> page. No traceback reaches a person; page and log share an id."""

import secrets

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from questionari.usecases.house import NotFound, Refused
from questionari.web.typed import posted_fields, readable, staff_page

TRY_AGAIN = "Torni indietro, ricarichi la pagina e riprovi."
PAGES: dict[int, tuple[str, str]] = {
    400: (
        "Richiesta non valida",
        "La richiesta non è completa o non proviene da questo sito. Torni indietro e riprovi.",
    ),
    401: ("Accesso richiesto", "Per vedere questa pagina deve prima entrare."),
    403: ("Accesso negato", "Non ha il permesso di vedere questa pagina."),
    404: ("Pagina non trovata", "L'indirizzo non esiste, oppure la pagina non è Sua. Controlli il collegamento."),
    405: ("Azione non prevista", "Questa pagina non si può usare in questo modo. Torni indietro e riprovi."),
    413: ("Invio troppo grande", "Quello che ha inviato supera il limite di 2 MB. Torni indietro e riduca il testo."),
    429: ("Troppe richieste", "Sono arrivate troppe richieste in poco tempo. Aspetti qualche minuto e riprovi."),
    500: ("Errore del sistema", "Qualcosa non ha funzionato. Quello che aveva già salvato è al sicuro."),
    503: ("Servizio occupato", "Il sistema è occupato. Non chiuda la pagina: torni indietro e riprovi fra un minuto."),
}

KEPT_HEADERS = frozenset({"Allow", "Retry-After"})


def page(status: int, message: str | None = None, reference: str | None = None) -> tuple[str, int]:
    """An error page; uses no url_for, so that it also serves a bad host (decisions.md 26)."""
    title, text = PAGES.get(status, PAGES[400])
    return render_template("error.html", status=status, title=title, text=message or text, reference=reference), status


def _http(error: HTTPException) -> tuple[str, int, dict[str, str]] | HTTPException:
    if error.code is not None and error.code < 400:
        return error
    return *page(error.code or 500), {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}


def _csrf(_error: CSRFError) -> tuple[str, int]:
    message = "La pagina è rimasta aperta troppo a lungo."
    return staff_page(message, 400) if readable(posted_fields() or []) else page(400, f"{message} {TRY_AGAIN}")


def _refused(error: Refused) -> tuple[str, int]:
    return page(404) if isinstance(error, NotFound) else page(400, error.message)


def unavailable(error: OperationalError) -> tuple[str, int, dict[str, str]]:
    """The database does not answer, or is busy for too long."""
    current_app.logger.error("database unavailable: %s", error.orig)
    return *page(503), {"Retry-After": "30"}


def crowded(error: ServiceUnavailable) -> tuple[str, int, dict[str, str]]:
    """More requests at once than there is room for: what was typed is given back, to be sent again."""
    typed = request.method == "POST" and readable(posted_fields() or [])
    drawn, status = staff_page(PAGES[503][1], 503) if typed else page(503)
    return drawn, status, {"Retry-After": str(error.retry_after)}


def _unfit(_error: DataError) -> tuple[str, int]:
    """A text that no database takes (a zero byte, undue length): no form of ours posts it."""
    return page(400)


def _crash(error: Exception) -> tuple[str, int]:
    reference = secrets.token_hex(4)
    current_app.logger.exception("unhandled error %s", reference, exc_info=error)
    return page(500, reference=reference)


def init_app(app: Flask) -> None:
    """Register the table."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ServiceUnavailable, crowded)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(OperationalError, unavailable)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(Exception, _crash)
