"""Routes of the respondent: thin; every rule is a use-case's."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import colleagues, helping, querying, responding
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.responding import Standing
from questionari.web import errors
from questionari.web.access import database, house, public, respondent, ring
from questionari.web.codes import few_tries
from questionari.web.language import current, said, speak, word
from questionari.web.requests import arrived
from questionari.web.respond import alive, behalf, choosing, drawing, kept, listing, opened, seats, trials
from questionari.web.respond.asking import told
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.compiler import FAULTS, Asking
from questionari.web.respond.retelling import retold
from questionari.web.respond.texts import markdown

blueprint = Blueprint("respond", __name__)
#: What the value of a button begins with -> the page of one question that it leads to.
ASIDE = {"file:": "respond.file_page", "aiuto:": "respond.help_page"}
#: The endpoints of a personal link.
LINKS = frozenset({f"respond.{name}" for name in ("landing", "enter", "approval_landing", "enter_approval")})
LINKS |= {f"respond.{name}" for name in ("part_landing", "enter_part", "passing", "answer_passing")}
LINKS |= {"respond.several_landing", "respond.enter_several"}

Page = str | Response | tuple[str | Response, int]

#: What may be wrong with the person named instead of the contact -> the field that is led to.
TELLING = {"name_wrong": "name", "email_wrong": "email", "too_many": "name", "rehearsal": "name"}
TELLING |= {"reason_missing": "reason", "reason_too_long": "reason"}


class Form(FlaskForm):
    """Only the token: the questions' fields are decoded by `answer_types` (decisions.md 19)."""


@blueprint.get("/q/<token>")
@limiter.limit("60/minute")
@few_tries
@public
def landing(token: str) -> Page:
    """Who asks, what for, until when. Changes nothing: mail scanners follow links."""
    with database().reading() as db:
        found = responding.open_link(db, house(), clock.utc_now(), token, request.args.get("lingua"))
    trials.mark(found.header)
    speak(found.language, found.languages)
    intro, notice = markdown(said(found.definition.intro)), markdown(said(found.definition.notice))
    return render_template("respond/landing.html", landing=found, Standing=Standing, intro=intro, notice=notice)


@blueprint.post("/q/<token>")
@limiter.limit("60/minute")
@few_tries
@public
def enter(token: str) -> Page:
    """Open the questionnaire; from here the token is no longer in the address."""
    now = clock.utc_now()
    telling, wanted = request.form.get("go") == "tell", request.form.get("lingua")
    with database().writing() as db:
        public_id = (
            responding.identify(db, house(), token) if telling else responding.enter(db, house(), now, token, wanted)
        )
    opened.remember(public_id, now)
    return redirect(url_for("respond.tell" if telling else "respond.home", public_id=public_id), 303)


def require_opened(public_id: str) -> None:
    """Stop unless this browser has opened that invitation. The answer is the same for ids that do not exist."""
    if not opened.is_open(public_id, clock.utc_now()):
        raise Refused("not_opened", behalf.CLOSED if behalf.of(public_id).mode else kept.NOT_OPENED)
    if colleagues.is_seat(public_id) and request.endpoint not in seats.SEATED:
        raise NotFound("pagina")


@blueprint.get("/rispondi/<public_id>")
@respondent
def home(public_id: str) -> Page:
    """The list of sections with their state; of records, where each contact or call has one."""
    require_opened(public_id)
    if colleagues.is_seat(public_id):
        return seats.home(public_id)
    with database().reading() as db:
        found = responding.home(db, house(), clock.utc_now(), public_id, request.args.get("pagina", 1, int))
    if isinstance(found, responding.RecordList):
        with database().reading() as db:
            to_verify = querying.numbers_asked(db, found.header.invitation_id)
            asking = Asking(responding.compiler_of_list(db, house(), found.header))
        return listing.page(found, public_id, to_verify=to_verify, compiler=asking)
    return _glance("respond/home.html", found, public_id)


def _glance(template: str, found: responding.Review, public_id: str, compiler: Asking | None = None) -> Page:
    """A response at a glance, as the list of sections or the review."""
    speak_of(found.case)
    if found.standing is Standing.SUBMITTED:
        with database().reading() as db:
            to_verify = querying.is_asked(db, found.case.header)
        return redirect(url_for("respond.verify" if to_verify else "respond.receipt", public_id=public_id), 303)
    with database().reading() as db:
        asks = found.case.header.approval and not behalf.here().mode
        asked = responding.approving(db, house(), found.case.header) if asks else None
    shown = {"approving": asked, "compiler": compiler, "Standing": Standing}
    return render_template(template, review=found, public_id=public_id, **shown)


@blueprint.get("/rispondi/<public_id>/<page>")
@respondent
def page(public_id: str, page: str) -> Page:
    """One page of questions."""
    require_opened(public_id)
    with database().reading() as db:
        place = seats.of(db, public_id)
        state = responding.load_page(db, house(), clock.utc_now(), place.address, page, place.writer)
        helped = helping.threads_of(db, state.case.response_id) if state.case.header.helped else ()
    if state.standing is Standing.SUBMITTED:
        return redirect(url_for("respond.receipt", public_id=public_id), 303)
    return drawing.page(state, public_id, helped)


@blueprint.post("/rispondi/<public_id>/<page>")
@respondent
def save(public_id: str, page: str) -> Page:
    """Save a page and go where the pressed button leads."""
    require_opened(public_id)
    if kept.autosaving():
        return alive.autosave(public_id, page)
    now, form = arrived(), request.form.to_dict(flat=False)
    with database().writing() as db:
        place = seats.of(db, public_id)
        saved = responding.save_page(db, house(), now, place.address, page, form, place.writer)
        colleagues.note_work(db, now, public_id)
        if wanted := choosing.wanted(request.form, public_id):
            responding.choose_language(db, house(), public_id, wanted)
    if saved.unsaved:
        return drawing.given_back(public_id, saved)
    if wanted and not saved.stays:
        return redirect(url_for("respond.page", public_id=public_id, page=saved.saved_on), 303)
    asked = request.form.get("_go", "")
    way, _, code = asked.partition(":")
    if f"{way}:" in ASIDE and (not saved.stays or way == "aiuto"):
        address = url_for(ASIDE[f"{way}:"], public_id=public_id, code=code) if code else None
        return redirect(address or url_for(".help_list", public_id=public_id, page=saved.saved_on), 303)
    if asked == "exit" and not saved.stays:
        return behalf.leave(public_id) or opened.leave()
    return redirect(drawing.next_address(public_id, saved), 303)


@blueprint.get("/rispondi/<public_id>/riepilogo")
@respondent
def review(public_id: str) -> Page:
    """Everything missing or inconsistent, and the button to submit."""
    require_opened(public_id)
    return _review(public_id)


def _review(public_id: str, typed: responding.Compiler | None = None, error: Refused | None = None) -> Page:
    with database().reading() as db:
        found = responding.review(db, house(), clock.utc_now(), public_id)
        of_record = found.case.header.number > 0  # said once, with the list
        asking = None if of_record else Asking(responding.compiler_asked(db, found.case), typed, error)
    return _glance("respond/review.html", found, public_id, asking)


@blueprint.post("/rispondi/<public_id>/invio")
@respondent
def submit(public_id: str) -> Page:
    """Submit; doing it again leads to the same receipt."""
    require_opened(public_id)
    sender = responding.Sender(behalf.staff(), behalf.device(), responding.compiler_posted(request.form))
    try:
        with database().writing() as db:
            sent = responding.submit(db, house(), arrived(), public_id, sender)
    except Refused as refusal:
        return _not_sent(public_id, sender, refusal)
    opened.note_sent(public_id, sent.number, sent.submitted_at)
    ring("mail")
    return redirect(url_for("respond.receipt", public_id=public_id), 303)


def _not_sent(public_id: str, sender: responding.Sender, refusal: Refused) -> Page:
    """The review, which says why; what was typed stays."""
    if refusal.code in FAULTS:
        drawn = _review(public_id, sender.compiler, refusal)
        return (drawn, 422) if isinstance(drawn, str) else drawn
    if refusal.code not in ("not_ready", "approval_needed"):
        raise refusal
    flash(str(word(refusal.message)), "warning")
    return redirect(url_for("respond.review", public_id=public_id), 303)


@blueprint.route("/rispondi/<public_id>/segnalazione", methods=["GET", "POST"])
@respondent
def tell(public_id: str) -> Page:
    """Wrong contact, service closed, refusal."""
    require_opened(public_id)
    kind, reason = request.form.get("kind", ""), request.form.get("reason", "")
    other = {name: request.form.get(name, "") for name in ("name", "email")}
    error = None
    if Form().validate_on_submit():
        try:
            with database().writing() as db:
                said = responding.decline(db, house(), clock.utc_now(), public_id, kind, reason)
                colleagues.propose_instead(db, house(), clock.utc_now(), public_id, kind, other)
            return render_template("respond/told.html", said=said, public_id=public_id)
        except NotFound:
            raise
        except Refused as refusal:
            error = refusal
    typed = {"kind": kind, "reason": reason, "values": other, "told": told(error, TELLING, "kind-1")}
    drawn = render_template("respond/tell.html", public_id=public_id, **typed)
    return (drawn, 422) if error else drawn


@blueprint.get("/rispondi/<public_id>/preparazione")
@respondent
def my_preparation(public_id: str) -> Page:
    """The preparation sheet of this service's type."""
    require_opened(public_id)
    with database().reading() as db:
        code, kind, role = responding.kind_of(db, public_id)
    return redirect(url_for("respond.preparation", code=code, kind=kind, parte=role), 303)


@blueprint.get("/rispondi/<public_id>/informativa")
@respondent
def notice(public_id: str) -> Page:
    """The notice of this questionnaire, in the version its round asks."""
    require_opened(public_id)
    with database().reading() as db:
        found = responding.questionnaire_of(db, seats.of(db, public_id).address)
    return render_template("respond/notice.html", definition=found, notice=markdown(said(found.notice)))


@blueprint.context_processor
def _own_places() -> dict[str, str]:
    """The notice for the foot, the way out for the head of every page of an opened questionnaire."""
    public_id = (request.view_args or {}).get("public_id", "")
    if not opened.is_open(public_id, clock.utc_now()):
        return {}
    places = {"notice_address": "respond.notice", "leave_address": "respond.leave"}
    return {name: url_for(endpoint, public_id=public_id) for name, endpoint in places.items()}


@blueprint.get("/preparazione/<code>/<kind>")
@public
def preparation(code: str, kind: str) -> Page:
    """What to have at hand, printable; the same for every service of a type."""
    with database().reading() as db:
        sheet = responding.preparation(db, code, kind, request.args.get("parte", ""))
    speak(responding.chosen(house(), sheet.definition, current()))
    return render_template("respond/preparation.html", sheet=sheet)


@blueprint.errorhandler(CSRFError)
def _stale(_error: CSRFError) -> Page:
    if request.endpoint == "respond.enter":
        return redirect(url_for("respond.landing", **(request.view_args or {})), 303)
    return kept.page(kept.AGAIN if request.endpoint == "respond.leave" else kept.STALE, 400, retold)


@blueprint.errorhandler(Refused)
def _refused(refusal: Refused) -> Page:
    if isinstance(refusal, NotFound) and request.endpoint in LINKS:
        return render_template("respond/dead_link.html"), 404
    if isinstance(refusal, NotFound):
        return kept.page(kept.NOT_OPENED, 404, retold) if request.endpoint == "respond.save" else errors.page(404)
    if refusal.code == "off_path" and request.method == "GET":
        flash(str(word(refusal.message)), "info")
        return redirect(url_for("respond.home", public_id=(request.view_args or {})["public_id"]), 303)
    if refusal.code in listing.REFUSED:
        return listing.back((request.view_args or {})["public_id"], str(word(refusal.message)), "warning")
    return kept.page(refusal.message, kept.STATUS.get(refusal.code, 409), retold)


blueprint.register_error_handler(OperationalError, kept.busy)
blueprint.register_error_handler(ServiceUnavailable, kept.crowded)
