"""Acts with consequences: a page that says what will happen, then the act, one transaction, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import flash, redirect, render_template
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import viewing
from questionari.usecases.rounds.basics import get_round
from questionari.usecases.rounds.stops import stops_of
from questionari.web.access import database, ring
from questionari.web.filters import moment
from questionari.web.manage.forms import ActForm, errors_of

Answer = str | Response | tuple[str, int]
Run = Callable[[Session, datetime, ActForm], object]


@dataclass(frozen=True, slots=True)
class Field:
    """What the page asks for: "line", "area", "day", "tick" or "menu" (of ``choices``: value, text)."""

    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    required: bool = True
    optional: str = "facoltativo"  # what stands beside the label of a field that may stay blank
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """An act as its confirmation page shows it. ``rings``: the worker to ring after the commit; ``undo``: the words of
    the way back that the message after it offers."""

    title: str
    consequences: tuple[str, ...]
    button: str
    done: str
    fields: tuple[Field, ...] = ()
    danger: bool = False
    rings: str = ""
    undo: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Where an act stands: the page to go back to and its name, whom it is about, the consequences in numbers of now.

    ``undo``: the address that takes the act back; ``extra``: what else the page shows; ``gives``: what is handed over
    of what the act found, instead of the way back.
    """

    back: str
    back_name: str
    subject: str = ""
    facts: tuple[str, ...] = ()
    undo: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)
    gives: Callable[[object], Response] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What an act says of itself when its `done` would not be true."""

    text: str


def run_act(act: Act, run: Run, page: Page) -> Answer:
    """GET: the confirmation page. POST: the act, then back; refused or wrong fields: the page again, 422."""
    form = ActForm()
    if not form.validate_on_submit():
        return _draw(act, page, form)
    try:
        with database().writing() as db:
            found = run(db, clock.utc_now(), form)
            held = _held(db, act, page.extra)
    except Invalid as error:
        return _draw(act, page, form, errors=errors_of(error)), 422
    except NotFound:
        raise
    except Refused as error:
        return _draw(act, page, form, failure=error.message), 422
    if act.rings:
        ring(act.rings)
    if page.gives:
        return page.gives(found)
    _tell(act, page, found, held)
    return redirect(page.back, 303)


def _draw(act: Act, page: Page, form: ActForm, **more: object) -> str:
    for asked in act.fields:
        form[asked.name].label.text = asked.label  # the list of faults names a field as the page does
    shown = {"errors": {}, "failure": "", **page.extra, **more}
    return render_template("manage/act.html", act=act, page=page, form=form, **shown)


def _tell(act: Act, page: Page, found: object, held: str) -> None:
    """What happened, and the way back where there is one."""
    if isinstance(found, Said):
        flash(found.text, "warning")
        return
    said = Markup("{}{}").format(act.done, held)
    if act.undo and page.undo:
        said += Markup(' <a href="{}">{}</a>.').format(page.undo, act.undo)
    flash(said, "warning" if held else "success")


def _held(db: Session, act: Act, extra: Mapping[str, object]) -> str:
    """What to add to the message of an act that queues mail while sends are stopped."""
    shown = extra.get("round")
    if act.rings != "mail" or not isinstance(shown, viewing.RoundHead):
        return ""
    found = stops_of(db, get_round(db, shown.id))
    return f" Gli invii sono fermi dal {moment(found[0].since)}: i messaggi restano in coda." if found else ""
