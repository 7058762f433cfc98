"""The structured editor of a draft: its parts one by one, without touching the text of the document."""

import uuid
from collections.abc import Callable, Mapping
from functools import partial

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.checks.shape import NOT_IN_ROWS
from questionari.engine.editing.places import TOP, WHOLE, Address, find
from questionari.engine.editing.skeletons import SKELETONS
from questionari.usecases.census import vocabulary
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.workbench import examples, overview, parts, profiles, renaming, shared_lists, structured
from questionari.usecases.workbench.field_tables import EFFECTS, SEVERITY_CHOICES
from questionari.usecases.workbench.structured import Act, Shaped
from questionari.usecases.workbench.versions import LANGUAGES
from questionari.web.access import current_actor, database, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires.adding_acts import made_at
from questionari.web.manage.questionnaires.guiding import guide
from questionari.web.manage.questionnaires.part_acts import PART_ACTS, copied_at, renamed

PLACE = "/questionari/bozze/<uuid:draft_id>"
KINDS = tuple((kind, TYPE_NAMES[kind]) for kind in SKELETONS)
OF_OVERVIEW = ("section", "list")
GUIDED = {"check": "require", "effect": "when", "indicator": "expression"}  # what is added, and what it reads first
UNCHANGED = "Nulla è cambiato: il documento era già così, o la parte era già la prima o l'ultima."


@blueprint.get(f"{PLACE}/domande")
@staff
def draft_questions(draft_id: uuid.UUID) -> str:
    """Every section, page, question, rule and list, each with its page."""
    return _overview(load(draft_id))


@blueprint.get(f"{PLACE}/parti/<path:address>")
@staff
def draft_part(draft_id: uuid.UUID, address: str) -> str:
    """The forms of one part."""
    return _part(load(draft_id), address)


@blueprint.post(f"{PLACE}/parti/<path:address>")
@staff
def edit_part(draft_id: uuid.UUID, address: str) -> Answer:
    """Change a part; with ``_prova``, say only what the checks would find."""
    chosen = PART_ACTS.get(request.form.get("act", ""))
    if chosen is None or request.form.get("do") == "ask":
        return _part(load(draft_id), address)
    act = chosen[0](address, posted())
    if "_prova" in request.form:
        return judged(draft_id, act)
    if request.form["act"] == "rename":
        place = (address, request.form.get("code", "").strip())
        failure = _made(partial(renaming.rename, act=act, place=place), draft_id)
    else:
        failure = changed(draft_id, act, f"{chosen[1]} {address}")
    if failure and request.form.get("what") in OF_OVERVIEW:
        return _overview(load(draft_id), failure), 422
    if failure:
        return _part(load(draft_id), address, failure), 422
    return redirect(_next(draft_id, address), 303)


def posted() -> dict[str, str]:
    """What the form says, its texts with the line ends that documents have: a browser sends others."""
    return {name: words.replace("\r\n", "\n") for name, words in request.form.items()}


#: Parts that the page of the whole document holds: there one goes back when they are taken away.
_HELD = dict.fromkeys(TOP, WHOLE)


def _next(draft_id: uuid.UUID, address: str) -> str:
    """Where an act leads: to what it has made, to what held the part that is gone, else back."""
    at, act = Address.of(address), request.form.get("act")
    if act == "place" and request.form.get("do") == "remove":
        return address_of(draft_id, at.around if at.part else _HELD.get(at.kind, ""))
    if act == "rename":
        return address_of(draft_id, renamed(at, request.form.get("code", "").strip()))
    if act == "copy":
        return address_of(draft_id, copied_at(load(draft_id).document, address, request.form))
    if act == "add":
        return address_of(draft_id, made_at(load(draft_id).document, address, request.form))
    return address_of(draft_id, address)


def address_of(draft_id: uuid.UUID, address: str = "") -> str:
    """The page of a part; of the whole without one."""
    if not address:
        return url_for(".draft_questions", draft_id=draft_id)
    return url_for(".draft_part", draft_id=draft_id, address=address)


def changed(draft_id: uuid.UUID, act: Act, note: str) -> str:
    """Make the act; why it was refused, or ""."""
    return _made(partial(structured.edit, act=act, note=note), draft_id)


def _made(edit: Callable[..., int], draft_id: uuid.UUID) -> str:
    try:
        with database().writing() as db:
            number = edit(db, clock.utc_now(), current_actor(), draft_id)
    except NotFound:
        raise
    except Refused as error:
        return error.message
    if number:
        ring("exports")
    flash(f"Salvata la revisione {number}." if number else UNCHANGED, "success" if number else "info")
    return ""


def judged(draft_id: uuid.UUID, act: Act) -> str:
    """What an act would come to, for the page one types in; nothing is saved."""
    with database().reading() as db:
        line, tried = structured.load(db, draft_id).draft.line, structured.tried(db, draft_id, act)
    facts = {"line": line, "examined": tried.examined, "failure": tried.failure}
    return render_template("manage/questionnaires/tried.html", **facts)


def load(draft_id: uuid.UUID) -> Shaped:
    """The draft, to be changed by its parts."""
    with database().reading() as db:
        return structured.load(db, draft_id)


def _overview(shaped: Shaped, failure: str = "") -> str:
    return drawn(
        "questions",
        shaped,
        failure,
        whole=overview.overview(shaped),
        whole_address=WHOLE,
        shared_lists=[*shared_lists.offered()],
    )


def _part(shaped: Shaped, address: str, failure: str = "") -> str:
    form = parts.part_form(shaped, address)
    after = [(code, code) for code in (one.code.rpartition(".")[2] for one in form.inner.entries)]
    typed = request.form
    guides = {
        what: guide(shaped, address, key, typed if typed.get("what") == what else {}) for what, key in GUIDED.items()
    }
    at = Address.of(address)
    own = (
        kinds_in(shaped, f"domanda/{at.code.rpartition('.')[0]}") if at.kind == "domanda" else KINDS
    )  # of what holds it
    more = {"after": after, "guides": guides, "kinds": kinds_in(shaped, address), "own_kinds": own}
    return drawn("part", shaped, failure, form=form, **more, **_profiles(shaped, form.kind))


def _profiles(shaped: Shaped, kind: str) -> Mapping[str, object]:
    """What the pages about profiles of effort choose from."""
    types = [("", "qualsiasi servizio"), *vocabulary.types().items()]
    if kind != "carico":
        return {"types": types}
    with database().reading() as db:
        known = examples.named(db, shaped.definition.code)
    return {"types": types, "examples": known, "askable": profiles.askable(shaped.definition)}


def kinds_in(shaped: Shaped, holder: str) -> tuple[tuple[str, str], ...]:
    """The types of question that may stand in a page, a group, or the rows of a list."""
    at = Address.of(holder)
    raw = find(shaped.document, holder).raw if at.kind == "domanda" and at.code else {}
    if raw.get("type") != "roster":
        return KINDS
    shut = NOT_IN_ROWS | ({"roster"} if "." in at.code else set())
    return tuple((kind, words) for kind, words in KINDS if kind not in shut)


def drawn(template: str, shaped: Shaped, failure: str, **more: object) -> str:
    """A page of the editor."""
    return render_template(
        f"manage/questionnaires/{template}.html",
        line=shaped.draft.line,
        shaped=shaped,
        examined=shaped.examined,
        **{"kinds": KINDS, **more},
        severities=SEVERITY_CHOICES,
        effects=EFFECTS,
        languages=LANGUAGES,
        lists=[(name, name) for name in sorted(shaped.document.get("lists", {}))],
        failure=failure,
        typed=request.form,
    )
