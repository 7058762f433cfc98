"""The outbox: the list, a message with its history, what staff do with it."""

import uuid
from datetime import datetime

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from questionari import clock
from questionari.mail.messages import KINDS
from questionari.usecases import mail_acts, mail_list
from questionari.usecases.chasing import formal
from questionari.usecases.house import Actor
from questionari.usecases.mail_list import MailFilter
from questionari.usecases.mail_page import MailPage, mail_page
from questionari.usecases.outbox.forecast import forecast
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.acts import Act, Answer, Page, run_act
from questionari.web.manage.blueprint import blueprint

MAIL_CHOICES = {
    "groups": {"": "tutti", **mail_list.GROUP_NAMES},
    "kinds": {"": "tutti", **{name: kind.title for name, kind in KINDS.items()}},
    "sorts": {"": "più recenti", "vecchi": "meno recenti", "destinatario": "destinatario"},
}
ACTS = {
    "subito": Act(
        title="Riprovare subito",
        consequences=(
            "Il prossimo tentativo non aspetta l'ora prevista: parte appena è il suo turno.",
            "Il testo resta lo stesso.",
        ),
        button="Riprova subito",
        done="Il messaggio parte appena è il suo turno.",
        rings="mail",
    ),
    "di-nuovo": Act(
        title="Inviare di nuovo il messaggio",
        consequences=(
            "Un altro messaggio, con data e collegamento suoi, va allo stesso indirizzo; questo resta com'è.",
            "Prima di partire si controlla di nuovo che serva ancora.",
            "Se l'esito di questo è incerto, chi riceve può trovarne due.",
        ),
        button="Invia di nuovo",
        done="Il nuovo messaggio è in coda.",
        rings="mail",
    ),
    "annulla": Act(
        title="Annullare il messaggio",
        consequences=(
            "Il messaggio non parte più; resta nell'elenco come annullato, con il Suo codice nel registro.",
            "Se sta partendo in questo momento può arrivare lo stesso.",
        ),
        button="Annulla il messaggio",
        done="Il messaggio è annullato.",
        danger=True,
    ),
}


def _send_anew(db: Session, now: datetime, actor: Actor, message_id: uuid.UUID) -> uuid.UUID:
    return mail_acts.send_anew(db, house(), now, actor, message_id)


RUN = {"subito": mail_acts.hasten, "di-nuovo": _send_anew, "annulla": mail_acts.cancel}


@blueprint.get("/posta")
@staff
def mail() -> str:
    """The outbox, the latest first, never a body; letters whose number in the register is looked for."""
    asked = MailFilter(
        search=request.args.get("cerca", ""),
        state=request.args.get("stato", ""),
        kind=request.args.get("messaggio", ""),
        round_code=request.args.get("tornata", ""),
        sort=request.args.get("ordine", ""),
        page=request.args.get("pagina", 1, type=int),
    )
    with database().reading() as db:
        shown = mail_list.list_mail(db, house(), clock.utc_now(), asked)
        told = forecast(db, clock.utc_now(), house().settings.mail)
        letters = formal.found(db, asked.search)
    more = {"told": told, "letters": letters}
    return render_template("manage/mail.html", shown=shown, asked=asked, **more, **MAIL_CHOICES)


@blueprint.get("/posta/<uuid:message_id>")
@staff
def mail_message(message_id: uuid.UUID) -> str:
    """One message: where it stands and why, what came back, what may be done. Never its body."""
    words = {name: act.button for name, act in ACTS.items()}
    return render_template("manage/mail_message.html", found=_found(message_id), words=words)


@blueprint.route("/posta/<uuid:message_id>/<any(subito, 'di-nuovo', annulla):act>", methods=["GET", "POST"])
@staff
def mail_act(message_id: uuid.UUID, act: str) -> Answer | Response:
    """Try it now, send it anew, cancel it, after a confirmation."""
    found = _found(message_id)
    back = url_for(".mail_message", message_id=message_id)
    if request.method == "GET" and act not in found.acts:
        return redirect(back, 303)
    page = Page(back, found.title, subject=f"{found.title} a {found.recipient}", facts=(found.why,))
    return run_act(ACTS[act], lambda db, now, _form: RUN[act](db, now, current_actor(), message_id), page)


def _found(message_id: uuid.UUID) -> MailPage:
    with database().reading() as db:
        return mail_page(db, house(), clock.utc_now(), message_id)
