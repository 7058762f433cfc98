"""Rounds: the list, a draft, the preview, the page of one round."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.engine.states import RoundState
from questionari.mail.messages import KINDS
from questionari.usecases import questionnaires
from questionari.usecases.census import vocabulary
from questionari.usecases.census.listing import list_atrs
from questionari.usecases.fields import Invalid
from questionari.usecases.mail_list import GROUP_NAMES
from questionari.usecases.rounds import (
    calendar,
    differing,
    drafting,
    page,
    previewing,
    renewing,
    sharing,
    viewing,
    wording,
)
from questionari.usecases.rounds.asked import InvitationFilter, Turn
from questionari.usecases.rounds.listing import RoundFilter, list_rounds, sift
from questionari.usecases.rounds.preview_list import PreviewFilter, sift_preview
from questionari.usecases.rounds.timeline import timeline
from questionari.web.access import current_account, current_actor, database, house, staff
from questionari.web.chart import draw
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import MARKS, RoundDraftForm, errors_of, named_turns, round_form

ROUND_CHOICES = {
    "states": {
        "": "tutte",
        "in-corso": "in corso",
        "bozza": "in bozza",
        "bozza-in-ritardo": "in bozza, apertura passata",
        "da-firmare": "finite, verbale da firmare",
        "chiusa": "chiuse",
        "archiviata": "archiviate",
    },
    "kinds": {"": "tutte", "vere": "senza le prove", "prova": "solo le prove"},
    "sorts": {"": "apertura più recente", "scadenza": "scadenza", "titolo": "titolo", "risposte": "quota di risposte"},
}
LIST_CHOICES = {
    "views": {
        "": "tutti",
        "mancanti": "che non hanno ancora risposto",
        "risposte": "che hanno risposto",
        "recapito": "senza un recapito funzionante",
    },
    "sorts": {
        "": "nome",
        "invio": "invio più recente",
        "avanzamento": "avanzamento, dal più alto",
        "indietro": "avanzamento, dal più basso",
    },
}
TEXT_KINDS = {name: KINDS[name] for name in drafting.TEXT_KINDS}


@blueprint.get("/tornate")
@staff
def rounds() -> str:
    """The rounds, the latest first."""
    now = clock.utc_now()
    asked = RoundFilter(
        request.args.get("cerca", ""),
        request.args.get("stato", ""),
        request.args.get("tipo", ""),
        request.args.get("ordine", ""),
        request.args.get("pagina", 1, type=int),
    )
    with database().reading() as db:
        shown = sift(list_rounds(db, now), asked, clock.local_day(now))
    return render_template("manage/rounds.html", shown=shown, asked=asked, **ROUND_CHOICES)


def _named(turns: Sequence[str]) -> Mapping[str, str]:
    """What the fields of reminders and texts are called where their faults are listed."""
    parts = {"subject": "oggetto", "body": "testo"}
    titles = {key: wording.title_of(key).capitalize() for key in drafting.TEXT_KEYS}
    texts = {f"{key}.{part}": f"{title}, {name}" for key, title in titles.items() for part, name in parts.items()}
    return {**named_turns(turns), **texts}


def _draft_page(form: RoundDraftForm, mails: Mapping[str, Mapping[str, str]], **more: object) -> str:
    with database().reading() as db:
        versions = [(v.name, f"{v.title} (versione {v.name.partition('@')[2]})") for v in questionnaires.askable(db)]
        atrs, shared = list_atrs(db), sharing.shared(db)
    return render_template(
        "manage/round_form.html",
        form=form,
        mails=mails,
        kinds=TEXT_KINDS,
        languages=drafting.TEXT_LANGUAGES,
        versions=versions,
        atrs=atrs,
        types=vocabulary.types(),
        shared=shared,
        ways=calendar.WAY_NAMES,
        turns=calendar.TURNS[: calendar.ROWS],
        named=_named(calendar.TURNS),
        **{"errors": {}, "round": None, "renewed": None, **more},
    )


@blueprint.route("/tornate/nuova", methods=["GET", "POST"])
@staff
def new_round() -> str | Response | tuple[str, int]:
    """Prepare a round: nothing leaves before it is opened."""
    found = _renewed(request.values.get("previous") or request.args.get("da", ""))
    known = found.form if found else drafting.RoundForm(_proposed())
    form = RoundDraftForm(data={**known.values, **_choices(known), "test_recipient": current_account().email})
    if not form.validate_on_submit():
        rows = known.values if found else calendar.PROPOSED
        return _draft_page(form, known.texts, rows=rows, renewed=found)
    asked = round_form(form, request.form)
    try:
        with database().writing() as db:
            drafting.create_round(db, clock.utc_now(), current_actor(), asked)
    except Invalid as error:
        return _draft_page(form, asked.texts, rows=asked.values, renewed=found, errors=errors_of(error)), 422
    flash("La tornata è in bozza: controlli chi riceverà l'invito, poi la apra.", "success")
    return redirect(url_for(".differences" if asked.previous else ".preview", code=form.code.data), 303)


def _renewed(code: str) -> renewing.Renewal | None:
    """What a round begins with that is prepared from another."""
    if not code:
        return None
    with database().reading() as db:
        return renewing.renewal(db, clock.utc_now(), code)


def _proposed() -> Mapping[str, str]:
    with database().reading() as db:
        return drafting.proposal(db, clock.local_day(clock.utc_now()))


@blueprint.route("/tornate/<code>/modifica", methods=["GET", "POST"])
@staff
def edit_round(code: str) -> str | Response | tuple[str, int]:
    """Change a draft."""
    with database().reading() as db:
        shown = viewing.head(db, clock.utc_now(), code)
        known = viewing.form_of(db, shown.id)
    form = RoundDraftForm(data={**known.values, **_choices(known)})
    if not form.validate_on_submit():
        return _draft_page(form, known.texts, round=shown, rows=known.values)
    asked = round_form(form, request.form)
    try:
        with database().writing() as db:
            drafting.update_draft(db, clock.utc_now(), current_actor(), shown.id, asked)
    except Invalid as error:
        return _draft_page(form, asked.texts, round=shown, rows=asked.values, errors=errors_of(error)), 422
    flash("La bozza è aggiornata.", "success")
    return redirect(url_for(".preview", code=code), 303)


def _choices(known: drafting.RoundForm) -> Mapping[str, object]:
    chosen = {"atrs": list(known.atrs), "types": list(known.types), "units": " ".join(known.units)}
    marks = {name: getattr(known, name) for name in ("is_test", *MARKS)}
    return {**chosen, "first": " ".join(known.first), "previous": known.previous, **marks}


@blueprint.get("/tornate/<code>/anteprima")
@staff
def preview(code: str) -> str:
    """Who will receive the invitation, who will not and why, and the mail itself."""
    now = clock.utc_now()
    asked = PreviewFilter(
        request.args.get("cerca", ""), request.args.get("mostra", ""), request.args.get("pagina", 1, type=int)
    )
    with database().reading() as db:
        head = viewing.head(db, now, code)
        found = previewing.preview(db, now, head.id, house().settings.mail.hours)
        lacking = previewing.without_approver(db, head.id, found)
        mails = wording.preview_mails(db, house(), now, head.id, request.args.get("servizio", ""))
        moments = timeline(db, now, head.id)
        changed = differing.differences(db, now, head.id) if head.line.state is RoundState.DRAFT else None
    more = {
        "changed": changed,
        "timeline": moments,
        "today": clock.local_day(now),
        "shown": sift_preview(found, asked),
        "asked": asked,
        "lacking": lacking,
    }
    return render_template("manage/preview.html", round=head, preview=found, mails=mails, **more)


def _asked() -> InvitationFilter:
    return InvitationFilter(
        request.args.get("stato", ""),
        request.args.get("tipologia", ""),
        request.args.get("territorio", ""),
        request.args.get("cerca", ""),
        request.args.get("mostra", ""),
        request.args.get("ordine", ""),
        request.args.get("pagina", 1, type=int),
    )


@blueprint.get("/tornate/<code>")
@staff
def round(code: str) -> str | Response:
    """One round: how it goes, its calendar, its mails, those asked; a draft shows its preview."""
    now, asked = clock.utc_now(), _asked()
    turn = Turn(request.args.get("dopo", ""), request.args.get("prima", ""))
    with database().reading() as db:
        shown = page.load(db, now, code, asked, turn)
    if shown is None:
        return redirect(url_for(".preview", code=code))
    return render_template(
        "manage/round.html",
        round=shown.head,
        counts=shown.counts,
        chart=draw(shown.curve),
        mails=shown.mails.mails,
        mail_names=GROUP_NAMES,
        timeline=shown.timeline,
        today=clock.local_day(now),
        units=shown.units,
        passes=shown.passes,
        asked=asked,
        labels=[(label, label) for label in shown.counts.by_state],
        types=vocabulary.types(),
        **LIST_CHOICES,
    )
