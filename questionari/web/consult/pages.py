"""The pages of a consultation, drawn for services and for territories: the draft page by page, a box a question.

The draft is the preview that its authors see: what is tried there travels with the page and is stored nowhere. Only
comments are kept, whenever a button is pressed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from questionari import clock
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Page, Questionnaire, say
from questionari.engine.universe import Universes
from questionari.usecases.consulting import commenting
from questionari.usecases.consulting.commenting import WHOLE, Typed
from questionari.usecases.consulting.reading import Said, Visit
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.responding.cases import Case
from questionari.usecases.workbench import previewing
from questionari.usecases.workbench.previewing import Asked, Preview
from questionari.usecases.workbench.versions import LANGUAGES
from questionari.web.access import database, house
from questionari.web.respond.models import QuestionView
from questionari.web.respond.page import heading, page_view

Drawn = str | Response | tuple[str, int]
FIELD, BASE = "commento.", "_v."  # no code of a question holds a dot
STATUS: Mapping[str, int] = {"ended": 409, "too_long": 422}
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages of a visit stand, who writes there, and how the visit is read again after a save."""

    home: str
    page: Callable[[str], str]
    actor: Actor
    load: Callable[[], Visit]


@dataclass(frozen=True, slots=True)
class Box:
    """A box for a comment: what it holds, what a colleague wrote there meanwhile. ``version``: of what it holds."""

    code: str
    text: str
    version: int
    meanwhile: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its box: drawn where these answers show it, else in words, with whom it is put to."""

    box: Box
    view: QuestionView | None
    text: str
    universe: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the comments posted: kept, or shown again as they were typed."""

    typed: Mapping[str, Typed] = field(default_factory=dict)
    meanwhile: Mapping[str, str] = field(default_factory=dict)
    failure: Refused | None = None

    @property
    def status(self) -> int:
        """What the page is answered with."""
        return STATUS.get(self.failure.code, 400) if self.failure else 409 if self.meanwhile else 200


def home(place: Place) -> Drawn:
    """What is asked, the pages, the comment on the whole."""
    return _home(place.load(), place, Saved())


def save_home(place: Place) -> Drawn:
    """Keep the comment on the whole."""
    saved = _save(place)
    if saved.status == 200:
        return redirect(f"{place.home}?salvato=1", 303)
    return _home(place.load(), place, saved), saved.status


def _home(visit: Visit, place: Place, saved: Saved) -> str:
    kept = "salvato" in request.args
    box = _box(visit, saved, WHOLE)
    return render_template("consult/home.html", visit=visit, place=place, box=box, saved=saved, kept=kept)


def page(place: Place, code: str) -> Drawn:
    """A page as the draft begins it. Raises NotFound for one it does not have."""
    visit, now = place.load(), clock.utc_now()
    if visit.definition is None:
        return redirect(place.home, 303)
    shown = _page(visit.definition, code)
    case = _case(visit, visit.definition, {})
    found = previewing.begin(case, now, code) if code in case.path.pages else Preview(case, None)
    return _drawn(visit, place, found, shown, Saved())


def turn(place: Place, code: str) -> Drawn:
    """Keep the comments, then show the page that the pressed button leads to. Raises NotFound."""
    saved, now = _save(place), clock.utc_now()
    visit = place.load()
    if visit.definition is None:
        return _home(visit, place, saved), saved.status
    shown = _page(visit.definition, code)
    go = request.form.get("_go", "continue") if saved.status == 200 else "show"
    if go == "list":
        return redirect(place.home, 303)
    kept = previewing.kept_of(request.form.get("_kept", ""))
    typed = previewing.Typed(code, kept, go, request.form.to_dict(flat=False))
    found, next_page = _turned(_case(visit, visit.definition, kept), typed, shown, now)
    if next_page is None:
        return redirect(place.home, 303)
    return _drawn(visit, place, found, next_page, saved), saved.status


def _turned(case: Case, typed: previewing.Typed, shown: Page, now: datetime) -> tuple[Preview, Page | None]:
    """The preview after the button, and the page it is on; None after the last one."""
    wanted = typed.go.removeprefix("page:") if typed.go.startswith("page:") else ""
    if shown.code in case.path.pages:
        found = previewing.go_on(case, typed, now)
        case = found.case
        if not wanted:
            return found, found.state.page if found.state else None
    target = _page(case.definition, wanted) if wanted else _beyond(case, shown, typed.go)
    on_path = target is not None and target.code in case.path.pages
    return previewing.begin(case, now, target.code) if target and on_path else Preview(case, None), target


def _beyond(case: Case, shown: Page, go: str) -> Page | None:
    """From a page that these answers do not show: itself, or the next one that they do."""
    if go == "show":
        return shown
    pages = list(case.definition.pages())
    here = [p.code for p in pages].index(shown.code)
    others = reversed(pages[:here]) if go == "back" else iter(pages[here + 1 :])
    return next((p for p in others if p.code in case.path.pages), None)


def _page(definition: Questionnaire, code: str) -> Page:
    found = definition.page(code)
    if found is None:
        raise NotFound("pagina")
    return found


def _case(visit: Visit, definition: Questionnaire, kept: Mapping[str, Raw]) -> Case:
    wanted = request.values.get("_lingua", "it")
    with database().reading() as db:
        return previewing.case_of(db, clock.utc_now(), definition, Asked(visit.unit_code, "", wanted), kept)


def _save(place: Place) -> Saved:
    """Keep what was typed; what could not be kept is shown again."""
    typed = dict(_typed())
    public_id = (request.view_args or {})["public_id"]
    try:
        with database().writing() as db:
            meanwhile = commenting.save(db, house(), clock.utc_now(), place.actor, public_id, typed)
    except NotFound:
        raise
    except Refused as refusal:
        return Saved(typed, {}, refusal)
    return Saved({code: typed[code] for code in meanwhile}, meanwhile)


def _typed() -> Iterator[tuple[str, Typed]]:
    for name, text in request.form.items():
        if name.startswith(FIELD):
            code = name.removeprefix(FIELD)
            yield code, Typed(text.replace("\r\n", "\n"), request.form.get(BASE + code, 0, type=int))


def _box(visit: Visit, saved: Saved, code: str) -> Box:
    said = visit.said.get(code, Said())
    box = Box(code, said.text, said.version, saved.meanwhile.get(code, ""))
    return replace(box, text=saved.typed[code].text) if code in saved.typed else box


def _drawn(visit: Visit, place: Place, found: Preview, shown: Page, saved: Saved) -> str:
    case = found.case
    view = page_view(found.state, examined=False) if found.state else None
    pages = [(p.code, say(p.title, case.language), visit.on_page(p.code)) for p in case.definition.pages()]
    return render_template(
        "consult/page.html",
        visit=visit,
        place=place,
        saved=saved,
        page=shown,
        view=view,
        heading=heading(view.title if view else say(shown.title, case.language)),
        lines=tuple(_lines(visit, saved, case, shown, {v.code: v for v in view.questions} if view else {})),
        kept=previewing.carried(case),
        proposed=found.state.proposed if found.state else (),
        notice=found.notice,
        pages=pages,
        language=case.language,
        languages=[(code, LANGUAGES[code]) for code in case.definition.languages],
    )


def _lines(visit: Visit, saved: Saved, case: Case, shown: Page, views: Mapping[str, QuestionView]) -> Iterator[Line]:
    """Every question of the page, in its order; the detail of an option goes with its question."""
    universes = Universes(case.definition)
    for code in shown.questions:
        question = case.definition.questions[code]
        if question.detail_of is None and question.parent is None:
            box = _box(visit, saved, code)
            yield Line(box, views.get(code), say(question.text, case.language), universes.of(code))
