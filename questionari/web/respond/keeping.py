"""After the submission: the receipt, questions and answers as a file to keep, the numbers of the round before.

The file is made when it is asked for, sent by no mail and kept nowhere. It and the numbers are for whoever has just
submitted or has just typed a code; all others are led to the page that asks for one.
"""

import logging
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for

from esportazioni import receipt as files
from questionari import clock
from questionari.engine.answered import SectionView
from questionari.engine.piping import printed
from questionari.engine.values import rounded
from questionari.extensions import limiter
from questionari.usecases import querying, responding
from questionari.usecases.house import Refused
from questionari.usecases.responding import SubmittedView
from questionari.web.access import database, house, respondent
from questionari.web.downloads import download
from questionari.web.filters import moment
from questionari.web.language import current, speak, word
from questionari.web.respond import behalf, opened, trials
from questionari.web.respond.files import blueprint
from questionari.web.respond.views import Page, require_opened

__all__ = ["blueprint"]
MINUS = "\N{MINUS SIGN}"
log = logging.getLogger(__name__)
NOT_MADE = "Il PDF non è riuscito: riprovi fra qualche minuto. Le risposte inviate sono al sicuro."
NOTE = (
    "Questo documento contiene le risposte: lo conservi al sicuro e non lo lasci su un computer usato anche da altri. "
    "L'impronta (SHA-256) prova che cosa è stato inviato."
)


@blueprint.get("/rispondi/<public_id>/ricevuta")
@respondent
def receipt(public_id: str) -> Page:
    """The receipt, to be printed or saved."""
    require_opened(public_id)
    with database().reading() as db:
        header = responding.receipt_header(db, public_id)
        found = responding.load_receipt(db, header)
        keepable = opened.just_sent(public_id, clock.utc_now()) == found.number and not behalf.here().mode
        beside = keepable and responding.comparable(db, header)
        who = responding.compiler_of(db, house(), header) if keepable else None
        told = responding.code_to_pass(db, house(), header)
        verify = querying.is_asked(db, header)
    trials.mark(header)
    speak(found.language, responding.offered(house(), found.definition))
    shown = {"receipt": found, "keepable": keepable, "comparable": beside, "pass_on": told, "to_verify": verify}
    return render_template("respond/receipt.html", public_id=public_id, compiler=who, **shown)


@blueprint.get("/rispondi/<public_id>/risposte.pdf")
@limiter.limit("30/hour")
@respondent
def kept_answers(public_id: str) -> Page:
    """The PDF."""
    require_opened(public_id)
    now = clock.utc_now()
    number, spent = opened.just_sent(public_id, now), opened.spent_code(public_id)
    try:
        with database().writing() as db:
            view = responding.keep(db, house(), now, public_id, number, spent)
            signed = responding.signatures(db, house(), public_id) or _compiler_of(view)
    except Refused as refusal:
        if refusal.code != "code_needed":
            raise
        return redirect(url_for("respond.ask_code", public_id=public_id), 303)
    speak(view.language)
    try:
        content = files.pdf(_kept(view, signed if "nome" in request.args else ()))
    except files.PdfNotMade as error:
        log.warning("receipt", extra={"facts": {"pdf": str(error)}})
        flash(str(word(NOT_MADE)), "warning")
        return redirect(url_for("respond.receipt", public_id=public_id), 303)
    return download(content, "application/pdf", f"risposte-{view.receipt_number}.pdf")


@blueprint.get("/rispondi/<public_id>/confronto")
@respondent
def since_last(public_id: str) -> Page:
    """The service's numbers beside those of the round before, in a plain table."""
    require_opened(public_id)
    now = clock.utc_now()
    number, spent = opened.just_sent(public_id, now), opened.spent_code(public_id)
    try:
        with database().writing() as db:
            found = responding.since_last(db, house(), now, public_id, number, spent)
    except Refused as refusal:
        if refusal.code != "code_needed":
            raise
        return redirect(url_for("respond.ask_code", public_id=public_id), 303)
    if found is not None:
        speak(found.language)
    return render_template("respond/since.html", found=found, public_id=public_id)


@blueprint.app_template_filter()
def figure(value: Decimal) -> str:
    """A number of an answer: 1.234,5."""
    return printed(value, current())


@blueprint.app_template_filter()
def change(value: Decimal) -> str:
    """By how much a number moved, its sign said."""
    shown = printed(abs(value), current())
    return shown if rounded(value, 2) == 0 else f"{'+' if value > 0 else MINUS}{shown}"


def _compiler_of(view: SubmittedView) -> tuple[str, ...]:
    return (", ".join(filter(None, (view.compiler.name, view.compiler.role))),) if view.compiler else ()


def _kept(view: SubmittedView, signed: tuple[str, ...]) -> files.Kept:
    """What stands in the file, in the language of the response; ``signed``: who compiled, who approved."""
    names = zip((word("Compilato da"), word("Con il visto di")), signed, strict=False)
    facts = (
        (word("Servizio"), view.unit_name),
        (word("Rilevazione"), view.round_title),
        (word("Ricevuta"), view.receipt_number),
        (word("Inviato il"), moment(view.submitted_at)),
        (word("Impronta"), view.receipt_hash),
        (word("Verifica"), url_for("public.verify", _external=True)),
        *names,
        *(
            ((word("Risposte cancellate perché contenevano dati personali"), ", ".join(view.redacted)),)
            if view.redacted
            else ()
        ),
    )
    apart = SectionView("", str(word("Contatti (conservati a parte)")), view.contacts)
    return files.Kept(
        view.title,
        f"{word('Ricevuta')} {view.receipt_number}",
        view.language,
        tuple((str(name), str(words)) for name, words in facts if words),
        str(word(NOTE)),
        (*view.sections, *([apart] if view.contacts else [])),
    )
