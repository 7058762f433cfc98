"""Instrument A as it is met: two browsers on the real pages, saving by button and by themselves, pages new and old;
review, submission, re-opening, redaction, more time, the closing. After each step nothing acknowledged is lost."""

import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from questionari import clock
from questionari.application import create_app
from questionari.clock import local_day
from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.path import find_path
from questionari.usecases import responding
from questionari.usecases.responding.actions import without_blank_rows
from tests import factories
from tests.instruments.strategies import SILENT
from tests.instruments.world import FILE, complete, instrument_a
from tests.stateful.fields import typed_for
from tests.stateful.life import Life
from tests.stateful.paper import Drawn, Paper, filled
from tests.web.browser import Browser
from tests.web.test_respond_alive import AUTOSAVE

A = instrument_a()
SITE = "https://localhost"
CENSUS: dict[str, Any] = {"type": "01", "province": "072", "atr_provinces": ["072"]}
SPOKEN = frozenset(code for code, question in A.questions.items() if question.type not in SILENT)
TYPED = {
    page.code: st.fixed_dictionaries(
        {}, optional={code: typed_for(A.questions[code]) for code in page.questions if code in SPOKEN}
    )
    for page in A.pages()
}
ANYTHING = st.sampled_from(sorted(TYPED)).flatmap(lambda page: st.tuples(st.just(page), TYPED[page]))
#: Answers that hide pages and sections, or show them again.
DECIDING = {"A0_04": "12345", "A0_07": "123", "A5_00": "1234"}
PAGE_OF = {code: page.code for page in A.pages() for code in page.questions}
DECISIONS = st.sampled_from(sorted(DECIDING)).flatmap(
    lambda code: st.tuples(st.just(code), st.sampled_from(DECIDING[code]))
)
WHO = st.sampled_from([0, 1])
#: Types whose one control shows whatever was typed; a choice cannot show what is no option.
WRITTEN = frozenset({"text", "long_text", "integer"})
MARKER = re.compile(r'name="_q" value="([^"@]+)@(\d+)"')


class Person:
    """A browser, and the pages it still shows: fields by question, as drawn, and everything the form posts."""

    def __init__(self, app: Any) -> None:
        self.browser = Browser(app)
        self.pages: dict[str, tuple[dict[str, Drawn], dict[str, list[str]]]] = {}


class LifeOfA(RuleBasedStateMachine):
    """One service of Bari that answers instrument A."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="vita-")
        place = Path(self.folder.name)
        self.life = Life(place, FILE, **CENSUS)
        url = self.life.database.write_engine.url.render_as_string(hide_password=False)
        self.clock = patch.object(clock, "utc_now", lambda: self.life.now)
        self.clock.start()
        self.app = create_app(factories.settings_for(url, place, BASE_URL=SITE))
        self.paper = Paper(A, {})
        self.people = (Person(self.app), Person(self.app))
        self.state, self.receipts, self.signed = "opened", 0, False
        self.versions: dict[str, int] = {}
        self.last_day = local_day(factories.CLOSES)

    def teardown(self) -> None:
        """Close everything before the folder goes."""
        self.clock.stop()
        self.app.extensions["database"].dispose()
        self.life.database.dispose()
        self.folder.cleanup()

    @initialize(begun=st.booleans())
    def begin(self, begun: bool) -> None:
        """Both open the link; some have answered everything."""
        self.enter()
        if begun:
            self.answer_everything(0)

    def enter(self) -> None:
        """Press the button behind the link."""
        for person in self.people:
            person.browser.enter(self.life.invited.token)

    # ---------------------------------------------------------------- pages

    def address(self, rest: str) -> str:
        """A page of this response."""
        return f"/rispondi/{self.life.invited.public_id}/{rest}"

    @property
    def writable(self) -> bool:
        """Whether anything may be written."""
        return self.state != "submitted" and not self.signed

    def look(self, person: Person, page: str) -> bool:
        """Draw a page; whether it is on the path. What it shows is what was acknowledged last."""
        answer = person.browser.get(self.address(page))
        assert answer.status_code < 500
        if not person.browser.path.endswith(f"/{page}"):
            return False
        form = person.browser.fields()
        marks = {code: int(version) for code, version in MARKER.findall(person.browser.text)}
        drawn = {code: self.paper.draw(code) for code in marks}
        shown = {code: self.raw_of(code, form) for code in marks}
        for code, version in marks.items():
            assert version >= self.versions.get(code, 0), "a version went back"
            self.versions[code] = version
            newest = self.paper.newest(code)
            if A.questions[code].type in WRITTEN and list(newest) == [""] and len(newest[""]) == 1:
                assert shown[code] == newest, code
        pages = {code: Drawn(shown[code], drawn[code].life, drawn[code].times) for code in marks}
        person.pages[page] = (pages, form)
        return True

    def raw_of(self, code: str, form: dict[str, list[str]]) -> Raw:
        """The fields of a question in a form, as they are kept."""
        own = {key.partition(":")[2]: tuple(v) for key, v in form.items() if key.partition(":")[0] == code}
        return filled(without_blank_rows(A.questions[code], filled(own)))

    def post(self, person: Person, page: str, typed: dict[str, Any], alone: bool) -> None:
        """Post a page as drawn with some questions typed anew; the paper says what becomes of each."""
        drawn, form = person.pages[page]
        typed = {code: raw for code, raw in typed.items() if code in drawn}
        fields = {key: value for key, value in form.items() if key.partition(":")[0] not in typed}
        fields |= {f"{c}:{k}" if k else c: list(v) for c, raw in typed.items() for k, v in raw.items()}
        headers = AUTOSAVE if alone else {"Referer": f"{SITE}/"}
        answer = person.browser.client.post(self.address(page), data=fields, base_url=SITE, headers=headers)
        assert answer.status_code < 500
        accepted = answer.status_code in ((200,) if alone else (200, 303))
        assert accepted or not self.writable or answer.status_code == 409, (page, answer.status_code)
        assert not (accepted and not self.writable)
        if accepted:
            for code, mark in drawn.items():
                self.paper.post(code, mark, self.raw_of(code, fields))
            del person.pages[page]

    @rule(who=WHO, what=ANYTHING, fresh=st.booleans(), alone=st.booleans())
    def type_something(self, who: int, what: tuple[str, dict[str, Any]], fresh: bool, alone: bool) -> None:
        """Right, wrong, blank, forged; on the page as it is now or as it was long ago."""
        (page, typed), person = what, self.people[who]
        if (page in person.pages and not fresh) or (self.state != "submitted" and self.look(person, page)):
            self.post(person, page, typed, alone)

    @rule(who=WHO, page=st.sampled_from(sorted(TYPED)))
    def leave_a_page_open(self, who: int, page: str) -> None:
        """It will be posted later, when others have written."""
        if self.state != "submitted":
            self.look(self.people[who], page)

    @rule(who=WHO, decision=DECISIONS, alone=st.booleans())
    def change_the_way(self, who: int, decision: tuple[str, str], alone: bool) -> None:
        """Hide sections, or show them again."""
        code, option = decision
        if self.state != "submitted" and self.look(self.people[who], PAGE_OF[code]):
            self.post(self.people[who], PAGE_OF[code], {code: {"": (option,)}}, alone)

    @rule(who=WHO)
    def answer_everything(self, who: int) -> None:
        """Complete and consistent answers, page by page."""
        if not self.writable:
            return
        answers = complete("01", 1)
        raws = {code: dict(answer_type(A.questions[code]).raw(A.questions[code], v)) for code, v in answers.items()}
        person = self.people[who]
        for page in A.pages():
            known: set[str] = set()
            while self.look(person, page.code) and (shown := set(person.pages[page.code][0])) > known:
                known = shown
                self.post(person, page.code, raws, alone=False)

    # ---------------------------------------------------------------- acts

    @rule(who=WHO)
    def submit(self, who: int) -> None:
        """Complete or not, perhaps for the second time."""
        browser = self.people[who].browser
        browser.get("/verifica")
        ready = self.state != "submitted" and self.life.read(responding.review, self.life.invited.public_id).ready
        expected = self.on_path() if ready else {}
        answer = browser.post(self.address("invio"), {"csrf_token": browser.token()}, follow=False)
        assert answer.status_code < 500
        if ready and self.writable:
            assert (answer.location or "").endswith("/ricevuta")
            self.state = "submitted"
            self.expected = expected
            self.paper.submit()

    @rule()
    def reopen(self) -> None:
        """Staff ask to complete what was submitted; pages drawn before are of another life."""
        if self.state == "submitted" and not self.signed:
            self.life.reopen("Verifichi il numero delle donne")
            self.state = "query_open"
            self.paper.reopen()
            self.versions.clear()
            for person in self.people:
                person.pages.clear()

    @rule(code=st.sampled_from(["A1_01", "A15_02", "A16_04"]), number=st.integers(0, 999_999))
    def verify(self, code: str, number: int) -> None:
        """Staff ask about one answer; the service corrects it, and nothing else changes."""
        words = f"Corretto {number}"
        if self.state == "submitted" and self.expected.get(code) not in (None, words):
            assert self.life.verify(code, words) == "corrected"
            self.expected = {**self.expected, code: words}
            self.paper.correct(code, words)

    @rule(code=st.sampled_from(["A1_01", "A2_02", "A14_01", "A16_03"]))
    def redact(self, code: str) -> None:
        """Personal data written by mistake are erased everywhere."""
        if self.state == "submitted":
            self.life.redact(code)
            self.expected = {c: v for c, v in self.expected.items() if c != code and not c.startswith(f"{code}.")}
            self.paper.erase(code)

    @rule(days=st.integers(1, 9))
    def there_is_more_time(self, days: int) -> None:
        """Some days go by, the deadline moves with them; who comes back opens her link again."""
        if self.signed:
            return
        self.life.clock.ahead(days=days)
        self.last_day += timedelta(days=days)
        self.life.extend(f"{self.last_day:%d/%m/%Y}")
        self.enter()

    @rule(really=st.sampled_from([False, False, True]))
    def close(self, really: bool) -> None:
        """The record is signed: nobody writes on."""
        if really and not self.signed:
            self.life.sign()
            self.signed = True

    # ---------------------------------------------------------------- what holds

    def on_path(self) -> dict[str, Any]:
        """The values a dataset may hold: understood, asked, no contacts."""
        review = self.life.read(responding.review, self.life.invited.public_id)
        kept = {c: self.paper.value(c) for c in self.paper.written if A.questions[c].store == "answers"}
        return {c: value for c, value in kept.items() if value is not None and review.case.path.asked(c)}

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        """Every draft, hidden ones too, is as it was acknowledged last."""
        if self.state == "submitted" or self.signed:
            return
        review = self.life.read(responding.review, self.life.invited.public_id)
        drafts = {code: draft.raw for code, draft in review.case.drafts.items() if draft.raw}
        assert drafts == {code: raw for code in self.paper.written if (raw := self.paper.newest(code))}

    @invariant()
    def what_is_exported_is_what_was_submitted(self) -> None:
        """Nothing else, and nothing before."""
        found = self.life.exported()
        assert len(found) == (self.state == "submitted")
        for submission in found:
            path = find_path(A, submission.answers, submission.context)
            kept = {c: v for c, v in submission.answers.items() if A.questions[c].store == "answers" and path.asked(c)}
            assert kept == {c: v for c, v in self.expected.items() if path.asked(c)}  # less what an erased answer hides


TestLifeOfA = LifeOfA.TestCase
TestLifeOfA.settings = settings(
    max_examples=4,
    phases=(Phase.explicit, Phase.generate),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


def test_a_correction_asked_for_changes_one_answer_alone_and_goes_on_after_a_reopening() -> None:
    machine = LifeOfA()
    try:
        machine.begin(begun=True)
        for act in (lambda: machine.submit(0), lambda: machine.verify("A1_01", 7), machine.reopen):
            act()
            machine.nothing_acknowledged_is_lost()
            machine.what_is_exported_is_what_was_submitted()
        assert machine.paper.newest("A1_01") == {"": ("Corretto 7",)}
    finally:
        machine.teardown()
