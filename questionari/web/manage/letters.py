"""Printed letters for services that paper reaches: one, or all that have no working address."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import cast

from flask import Response, url_for

from esportazioni import letter as printing
from questionari import clock
from questionari.usecases.rounds import letters, viewing
from questionari.usecases.rounds.letters import Letter
from questionari.usecases.words import counted
from questionari.web.access import current_actor, database, house, staff
from questionari.web.downloads import download
from questionari.web.manage.acts import Act, Answer, Page, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.invitations import PLACE, load

ALWAYS = (
    "Ogni lettera ha un riquadro (QR) e un codice suoi: aprono il questionario del servizio, come il collegamento "
    "dei messaggi.",
    "Riquadro e codice non restano qui in chiaro: per averli di nuovo si prepara un'altra lettera; valgono entrambe.",
    "La consegni solo al servizio: chi ha la lettera può compilare.",
)
ONE = Act("Preparare la lettera con il codice", ALWAYS, "Scarica la lettera (PDF)", "")
MANY = Act("Preparare le lettere con il codice", ALWAYS, "Scarica le lettere (PDF)", "")


@blueprint.route(f"{PLACE}/lettera", methods=["GET", "POST"])
@staff
def letter(code: str, invitation_id: uuid.UUID) -> Answer:
    """The letter of one service."""
    shown, line = load(code, invitation_id)
    page = Page(
        url_for(".invitation", code=code, invitation_id=invitation_id),
        line.name,
        f"{line.name} – {shown.line.title}",
        extra={"round": shown, "line": line},
        gives=lambda found: _file((cast(Letter, found),), f"lettera-{code}-{line.code}.pdf"),
    )
    return run_act(
        ONE, lambda db, now, _: letters.letter(db, house(), now, current_actor(), shown.id, invitation_id), page
    )


@blueprint.route("/tornate/<code>/lettere", methods=["GET", "POST"])
@staff
def round_letters(code: str) -> Answer:
    """The letters of all services of a round that have no working address."""
    with database().reading() as db:
        shown = viewing.head(db, clock.utc_now(), code)
        waiting = letters.how_many(db, clock.utc_now(), shown.id)
    said = f"{counted(waiting, 'servizio', 'servizi')} senza un recapito e-mail funzionante."
    part = f"Ogni file ha {letters.MOST} lettere: prima chi non ne ha ancora avuta una."
    first = (part,) if waiting > letters.MOST else ()
    page = Page(
        url_for(".round", code=code),
        shown.line.title,
        shown.line.title,
        (said, *first),
        extra={"round": shown},
        gives=lambda found: _file(cast(Sequence[Letter], found), f"lettere-{code}.pdf"),
    )
    return run_act(MANY, lambda db, now, _: letters.letters(db, house(), now, current_actor(), shown.id), page)


def _file(found: Sequence[Letter], name: str) -> Response:
    made = printing.pdf([asdict(one) for one in found], house().settings.help_desk, clock.local_day(clock.utc_now()))
    return download(made, "application/pdf", name)
