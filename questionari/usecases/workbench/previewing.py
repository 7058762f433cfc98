"""A questionnaire seen as a respondent sees it, as any service of the census, in each language. Nothing is stored:
what is typed travels with the page.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.attachments import NOWHERE
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Page, Questionnaire
from questionari.engine.path import next_page, previous_page
from questionari.engine.roles import roles
from questionari.engine.values import Attached
from questionari.store import census as census_store
from questionari.store.headers import Header
from questionari.usecases.census import vocabulary
from questionari.usecases.census.facts import census_facts
from questionari.usecases.house import NotFound
from questionari.usecases.responding.actions import ACTIONS
from questionari.usecases.responding.cases import Case, context_of
from questionari.usecases.responding.cells import drafted, tidy
from questionari.usecases.responding.merging import Form, read_posted
from questionari.usecases.responding.pages import PageState, page_state, shown_codes
from questionari.usecases.responding.points import ATTACHMENT, UNPOSTED
from questionari.usecases.responding.units import assumed
from questionari.usecases.workbench import supposing
from questionari.usecases.workbench.supposing import Supposed

PERIOD = timedelta(days=180)
NOBODY = uuid.UUID(int=0)
FILE = "file:"  # of the button of a question that is answered with a file
EXAMPLE = Attached.file(NOWHERE, "esempio.pdf", 0)
STAYING = frozenset({"show", "example", "earlier"})  # buttons that do not turn the page
NO_ANSWERS: Mapping[str, Raw] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the author plays: a service of the census by its code, or any of a type; the language; what is supposed.

    ``role``: whose part of the questionnaire, "" for all of it; what was typed in another part is known to it.
    """

    unit: str = ""
    type_code: str = ""
    language: str = "it"
    supposed: Supposed = supposing.NOTHING
    role: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of the preview. ``state`` is None after the last one; ``notice`` says what the last button did."""

    case: Case
    state: PageState | None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form of the preview posts: its page, what was typed on the others, the button pressed."""

    page: str
    kept: Mapping[str, Raw]
    go: str
    form: Form = field(default_factory=dict)


def kept_of(text: str) -> Mapping[str, Raw]:
    """What was typed so far, as a page of the preview carries it; whatever else stands there is left out."""
    try:
        data = json.loads(text or "{}")
        json.dumps(data, ensure_ascii=False).encode()  # half a character could not be drawn on the next page
    except (ValueError, RecursionError):
        return NO_ANSWERS
    whole = data if isinstance(data, dict) else {}
    return {code: _raw(raw) for code, raw in whole.items() if isinstance(raw, dict)}


def _raw(raw: Mapping[str, Any]) -> Raw:
    lists = {key: values for key, values in raw.items() if isinstance(values, list)}
    return tidy({key: tuple(v for v in values if isinstance(v, str)) for key, values in lists.items()})


def carried(case: Case) -> str:
    """What is typed, as the page carries it."""
    return carried_raws({code: draft.raw for code, draft in case.drafts.items()})


def carried_raws(raws: Mapping[str, Raw]) -> str:
    """Typed answers by question, as the page carries them."""
    return json.dumps({code: dict(raw) for code, raw in raws.items() if raw}, ensure_ascii=False)


def case_of(
    session: Session, now: datetime, definition: Questionnaire, asked: Asked, kept: Mapping[str, Raw] = NO_ANSWERS
) -> Case:
    """The case of that service in a round of today, nothing stored. Raises NotFound for a code nobody has."""
    language = asked.language if asked.language in definition.languages else "it"
    role = asked.role if asked.role in roles(definition) else None
    header = replace(_header(now, definition, census_of(session, now, asked), language), role=role)
    known = {code: raw for code, raw in kept.items() if code in definition.questions}
    drafts = {code: drafted(definition.questions[code], 1, raw) for code, raw in known.items()}
    context = supposing.supposing(definition, asked.supposed, context_of(header, now))
    return Case(header, definition, context, NOBODY, b"", drafts, {})


def census_of(session: Session, now: datetime, asked: Asked) -> Mapping[str, Any]:
    """The census facts of the service played. Raises NotFound."""
    if not asked.unit:
        name = vocabulary.types().get(asked.type_code)
        return {"type": asked.type_code, "name": f"Servizio d'esempio ({name})"} if name else {}
    unit = census_store.units_by_code(session, [asked.unit]).get(asked.unit)
    if unit is None:
        raise NotFound("servizio")
    held = census_store.open_contacts(session, [unit.id]).get(unit.id)
    atrs = census_store.members(session, [unit.id], local_day(now)).get(unit.id, ())
    siblings = census_store.codes_by_owner(session, {unit.owner} if unit.owner else set()).get(unit.owner, (unit.code,))
    return census_facts(unit, held[1] if held else None, atrs, siblings)


def _header(now: datetime, definition: Questionnaire, census: Mapping[str, Any], language: str) -> Header:
    """An invitation of nobody to a round that is open; what a preview cannot have is None."""
    today: date = local_day(now)
    values: dict[str, Any] = dict.fromkeys(each.name for each in fields(Header))
    values |= {"invitation_id": NOBODY, "unit_id": NOBODY, "round_id": NOBODY, "response_id": NOBODY}
    values |= {"invited_as": "", "number": 0, "disposition": "none", "verify_code": ""}
    values |= {"census": census, "language": language}
    values |= {"round_title": "Anteprima", "questionnaire_sha256": definition.sha256, "stored_state": "open"}
    values |= {"period_start": today - PERIOD, "period_end": today, "is_test": True, "state": "in_progress"}
    values |= {"opens_at": now - PERIOD, "deadline_at": now + PERIOD, "closes_at": now + PERIOD}
    return Header(**values)


def begin(case: Case, now: datetime, page: str = "") -> Preview:
    """A page of the preview: the one asked for if it is on the path, else the first."""
    code = page if page in case.path.pages else next(iter(case.path.pages), None)
    return Preview(case, _state(case, code, now))


def _state(case: Case, code: str | None, now: datetime) -> PageState | None:
    page = case.definition.page(code) if code else None
    return page_state(case, page, now) if page is not None else None


def go_on(case: Case, typed: Typed, now: datetime) -> Preview:
    """What the page becomes when its button is pressed: as in the questionnaire, new questions keep her on it.

    What was typed on a page that whoever is played now does not have (another part) is kept all the same.
    """
    page = case.definition.page(typed.page)
    if page is None:
        return begin(case, now)
    after, acted = _after(case, page, typed.form)
    if page.code not in case.path.pages:
        return begin(after, now)
    if typed.go.startswith(FILE):
        after, acted = _with_example(after, typed.go.removeprefix(FILE)), True
    new = set(shown_codes(after, page)) - set(shown_codes(case, page)) if page.code in after.path.pages else set()
    if acted or typed.go in STAYING or (new and typed.go == "continue"):
        told = "In base alle risposte ci sono nuove domande su questa pagina." if new else ""
        return Preview(after, _state(after, page.code, now), told)
    if typed.go.startswith("page:"):
        return begin(after, now, typed.go.removeprefix("page:"))
    turn = previous_page if typed.go == "back" else next_page
    return Preview(after, _state(after, turn(after.path, page.code), now))


def _after(case: Case, page: Page, form: Form) -> tuple[Case, bool]:
    """The case with what the page posted, and whether a button of a question was pressed. A field that was blank and
    stays so is no answer, so that what comes to be proposed later is seen; one that showed a proposal was emptied.
    """
    asking = [code for code in page.questions if case.definition.questions[code].type not in UNPOSTED]
    action, code, argument = _pressed(form.get("_do", ()))
    read = read_posted(case, asking, form, code).fields
    posted = {asked: assumed(case.definition.questions[asked], raw) for asked, raw in read.items()}
    acted = action in ACTIONS and code in posted
    if acted:
        posted[code] = ACTIONS[action](case.definition.questions[code], posted[code], case.path, argument)
    drafts = {c: drafted(case.definition.questions[c], 1, raw) for c, raw in posted.items()}
    proposed = set(" ".join(form.get("_proposte", ())).split())
    told = {c: draft for c, draft in drafts.items() if draft.raw or c in case.drafts or c in proposed}
    return replace(case, drafts={**case.drafts, **told}), acted


def _with_example(case: Case, code: str) -> Case:
    """With an example in place of a file, or without it: nothing is kept here, and no file travels with a page."""
    question = case.definition.questions.get(code)
    if question is None or question.type != ATTACHMENT or not case.path.asked(code):
        return case
    raw = {} if case.draft(code).raw else answer_type(question).raw(question, EXAMPLE)
    return replace(case, drafts={**case.drafts, code: drafted(question, 1, raw)})


def _pressed(buttons: Sequence[str]) -> tuple[str, str, str]:
    action, code, argument = (*next(iter(buttons), "").split("/", 2), "", "")[:3]
    return action, code, argument
