"""Pages that refuse an act and lose nothing: what was typed is shown back, to be sent again (reliability.md, F10)."""

from collections.abc import Mapping

from flask import render_template, request

from questionari.web import errors

NOT_OPENED = (
    "Per Sua sicurezza il questionario si è chiuso, oppure non è stato aperto su questo dispositivo. "
    "Apra di nuovo il collegamento ricevuto per posta: ritroverà tutto quello che aveva salvato."
)
STALE = "La pagina è rimasta aperta a lungo: prema «Invia di nuovo» per salvare quello che ha scritto."
BUSY = "Il sistema è occupato. Quello che ha scritto è qui sotto: aspetti un minuto e prema «Invia di nuovo»."
MOST_FIELDS = 3000  # no page of ours has as many: a longer form is an attack, and would be sent back twentyfold
STATUS: Mapping[str, int] = {"not_opened": 403, "not_entered": 403, "busy": 503}
OURS = frozenset({"csrf_token"})


def page(message: str, status: int) -> tuple[str, int]:
    """The message, and whatever was typed, ready to be sent again to the same address."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in OURS]
    if len(fields) > MOST_FIELDS:
        return errors.page(413)
    typed = [(name, value) for name, value in fields if not name.startswith("_") and value.strip()]
    return render_template("respond/kept.html", message=message, fields=fields, typed=typed), status
