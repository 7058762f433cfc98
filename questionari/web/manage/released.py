"""Which datasets already made a correction of a response changes, in words."""

import uuid

from questionari.usecases.released import Released, released_with
from questionari.usecases.words import counted
from questionari.web.access import database
from questionari.web.filters import day

NONE = "Nessun dataset già preparato contiene questa risposta."


def changed_datasets(response_id: uuid.UUID) -> str:
    """What to know before a response is given back, or some of its answers are put to the service again."""
    marked = "Se il servizio la corregge restano com'erano, segnati come superati nell'elenco dei dataset."
    return _said(response_id, marked)


def left_datasets(response_id: uuid.UUID) -> str:
    """What to know before a response is left out of its round."""
    return _said(response_id, "Restano com'erano: chi li ha scaricati va avvisato.")


def _said(response_id: uuid.UUID, then: str) -> str:
    with database().reading() as db:
        found = released_with(db, response_id)
    many = counted(len(found), "dataset già preparato contiene", "dataset già preparati contengono")
    return f"{many} questa risposta: {'; '.join(map(_words, found))}. {then}" if found else NONE


def _words(one: Released) -> str:
    if one.downloads is None:
        return f"fatto da riga di comando il {day(one.at)}"
    taken = counted(one.downloads, "volta", "volte")
    past = f", superato da una correzione del {day(one.superseded)}" if one.superseded else ""
    return f"{one.form} del {day(one.at)}, {f'scaricato {taken}' if one.downloads else 'mai scaricato'}{past}"
