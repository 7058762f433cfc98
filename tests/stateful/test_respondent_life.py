"""The whole life of a respondent, walked at random by two browsers, staff and the calendar, with a paper beside it."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import initialize, precondition, rule

from questionari.clock import end_of_day, local_day
from questionari.usecases import responding
from tests import factories
from tests.instruments.world import catalogue
from tests.stateful.fields import FORGED, typed_on
from tests.stateful.paper import PAGES
from tests.stateful.walker import DRAFT, Browser, Walker

DEFINITION = catalogue.compile_document((factories.DOCUMENTS / "respond.json").read_bytes()).questionnaire
assert DEFINITION is not None
BROWSERS = st.sampled_from([0, 1])
TYPED = typed_on(DEFINITION, tuple(code for codes in PAGES.values() for code in codes))
GO = st.sampled_from(["continue", "back", "later", "review"])
WITH_WORDS = ("Q3", "Q4", "L1", "C1", "R1")


class RespondentLife(Walker):
    """Acts; each says beforehand whether it may succeed."""

    @initialize(begun=st.integers(0, 3))
    def begin(self, begun: int) -> None:
        """Some have only been invited, most have answered everything."""
        if begun:
            self.enter(0)
            self.enter(1)
        if begun > 1:
            self.answer_everything(0)
            for page in PAGES:
                self.draw(self.browsers[1], page)

    @rule(browser=BROWSERS)
    def enter(self, browser: int) -> None:
        """Press the button behind a link that works."""
        refused = self.why_not()
        let_in = refused in (None, "already_submitted") or (refused == "round_closed" and self.state is not None)
        for token in sorted(self.live)[:1]:
            found = self.expect(None if let_in else refused, self.life.write, responding.enter, token)
            self.browsers[browser].public_id = found or self.browsers[browser].public_id
        if self.live and refused is None:
            self.state = self.state or "opened"
            self.disposition = "none"

    def usable(self, browser: int, page: str) -> Browser | None:
        """The browser with the page before it, if it has ever been let in."""
        found = self.browsers[browser]
        here = found.public_id == self.public_id and not self.revoked and self.state in DRAFT
        if page not in found.pages and here and page in self.paper.pages():
            self.draw(found, page)
        return found if page in found.pages else None

    @rule(browser=BROWSERS, page=st.sampled_from(list(PAGES)))
    def look_at_a_page(self, browser: int, page: str) -> None:
        """Draw a page anew, so that the browser is no longer behind."""
        self.browsers[browser].pages.pop(page, None)
        self.usable(browser, page)

    @rule(browser=BROWSERS, page=st.sampled_from(list(PAGES)), typed=TYPED, more=FORGED, go=GO)
    def save_a_page(self, browser: int, page: str, typed: dict[str, Any], more: dict[str, Any], go: str) -> None:
        """Post a page, perhaps an old one, with anything typed in it."""
        found = self.usable(browser, page)
        if found:
            self.post(found, page, typed, {**more, "_go": [go]})

    @rule(browser=BROWSERS, page=st.sampled_from(list(PAGES)), code=st.sampled_from(WITH_WORDS))
    def write_one_answer(self, browser: int, page: str, code: str) -> None:
        """Type one text that can be looked for, on a page that may be old."""
        found = self.usable(browser, page)
        if found:
            self.post(found, page, {code: {"": ("zqx{n}xqz",)}}, {})

    @rule(browser=BROWSERS, page=st.sampled_from(list(PAGES)), take=st.booleans())
    def choose_between_two_answers(self, browser: int, page: str, take: bool) -> None:
        """Look at a page on which two people disagree, and say whose answer is kept."""
        found = self.browsers[browser]
        waits = [c for c in PAGES[page] if self.paper.waiting().get(c) and self.paper.asked(c)]
        found.pages.pop(page, None)
        if self.why_not(found.public_id) or not waits or not self.usable(browser, page):
            return
        number = self.life.read(responding.review, found.public_id).case.waiting(waits[0]).entries[0].number
        written = {waits[0]} if self.paper.choose(waits[0], take) else set()
        saved = self.press(found, page, f"{'take' if take else 'keep'}/{waits[0]}/{number}")
        assert (set(saved.changed), saved.conflicts) == (written, ())

    @rule(browser=BROWSERS, code=st.sampled_from(WITH_WORDS))
    def disagree(self, browser: int, code: str) -> None:
        """Both write in one question, the second on a page that does not know of the first."""
        page = next(name for name, codes in PAGES.items() if code in codes)
        one, other = self.browsers[browser], self.browsers[1 - browser]
        if self.usable(browser, page) and self.usable(1 - browser, page):
            for found in (one, other):
                self.post(found, page, {code: {"": ("zqx{n}xqz",)}}, {"_go": ["later"]})

    @rule(browser=BROWSERS, active=st.sampled_from("12"), nature=st.sampled_from(["1", "98"]))
    def change_the_way(self, browser: int, active: str, nature: str) -> None:
        """Answers that hide others, or show them again."""
        found = self.usable(browser, "P1")
        if found:
            self.post(found, "P1", {"Q1": {"": (active,)}, "Q4": {"": (nature,)}}, {})

    @rule(browser=BROWSERS)
    def answer_everything(self, browser: int) -> None:
        """Complete and consistent answers, on fresh pages."""
        found = self.browsers[browser]
        if self.why_not(found.public_id) or self.state is None:
            return
        for page in ("P1", "P1", "P2", "P3"):
            self.draw(found, page)
            self.post(found, page, COMPLETE, {})

    @rule(browser=BROWSERS)
    def confirm_what_is_unusual(self, browser: int) -> None:
        """A number that asks for a reason, and the reason, which holds until the number changes."""
        found = self.browsers[browser]
        if self.why_not(found.public_id) or self.state is None:
            return
        for number in ("", "1200"):
            self.draw(found, "P1")
            self.post(found, "P1", {"Q1": {"": ("1",)}, "Q2": {"": (number,)}}, {"_go": ["later"]})
        self.draw(found, "P1")
        saved = self.post(found, "P1", {}, {"_why:Q2.molte": ["Vero"], "_go": ["later"]})
        assert [f.confirmed for f in saved.findings if f.code == "Q2.molte"] == ["Vero"]
        self.draw(found, "P1")
        saved = self.post(found, "P1", {"Q2": {"": ("1300",)}}, {"_go": ["later"]})
        assert [f.confirmed for f in saved.findings if f.code == "Q2.molte"] == [None]

    @rule(browser=BROWSERS)
    def finish(self, browser: int) -> None:
        """Answer everything and submit."""
        self.answer_everything(browser)
        self.submit(browser)

    @rule(browser=BROWSERS)
    def submit(self, browser: int) -> None:
        """Submit, complete or not, perhaps for the second time: then the first receipt comes again."""
        public_id = self.browsers[browser].public_id
        refused = self.why_not(public_id)
        if not public_id or self.state is None:
            return
        if refused == "already_submitted":
            again = self.life.write(responding.submit, public_id)
            assert self.receipt is not None and (again.number, again.hash) == (self.receipt.number, self.receipt.hash)
            return
        ready = refused is None and self.life.read(responding.review, public_id).ready
        receipt = self.expect(None if ready else refused or "not_ready", self.life.write, responding.submit, public_id)
        if receipt:
            self.submitted(receipt)

    def submitted(self, receipt: responding.Receipt) -> None:
        """What must have been put into the document."""
        assert receipt.first and receipt.number not in self.former
        answered, required = self.paper.progress()
        assert answered == required
        self.document, self.receipt, self.state = self.opened_document(), receipt, "submitted"
        assert self.document["answers"] == self.as_sent(self.paper.on_path())
        aside = {c: {k: list(v) for k, v in raw.items()} for c, raw in self.paper.hidden().items()}
        assert self.document["aside"] == aside
        self.paper.submit()

    @rule(reason=st.sampled_from(["Manca il totale", "  "]))
    def reopen(self, reason: str) -> None:
        """Staff give the response back."""
        if self.state is None:
            return
        rules = (
            (self.receipt is None, "not_found"),
            (self.state != "submitted", "not_submitted"),
            (not reason.strip(), "reason_missing"),
            (self.life.now + timedelta(minutes=1) >= self.closing, "round_closed"),
        )
        refused = next((code for holds, code in rules if holds), None)
        self.expect(refused, self.life.reopen, reason)
        if refused is None:
            assert self.receipt is not None
            self.former.append(self.receipt.number)
            self.paper.reopen()
            self.state, self.revoked = "query_open", False
            self.mail()

    @rule(code=st.sampled_from(WITH_WORDS))
    def redact(self, code: str) -> None:
        """ "Ho scritto per errore dati personali"."""
        if self.state is None:
            return
        self.life.redact(code)
        self.paper.erase(code)
        if self.state == "submitted":
            before, self.document = self.document, self.opened_document()
            kept = {c for c in before["answers"] if c != code and not c.startswith(f"{code}.")}
            assert self.document["answers"] == {c: before["answers"][c] for c in kept}

    @rule(browser=BROWSERS, kind=st.sampled_from(["declined", "wrong_contact", "closed_service", "excluded"]))
    def decline(self, browser: int, kind: str) -> None:
        """Say that she will not answer; entering again takes it back."""
        public_id = self.browsers[browser].public_id
        if public_id:
            refused = self.why_not(public_id) or ("choice_missing" if kind == "excluded" else None)
            self.expect(refused, self.life.write, responding.decline, public_id, kind, "Motivo")
            self.disposition = self.disposition if refused else kind
        assert self.life.invitation().disposition == self.disposition

    @rule(again=st.booleans())
    def end_the_links(self, again: bool) -> None:
        """Staff end every link, and perhaps send a new one."""
        if not self.revoked:
            self.life.revoke()
            self.revoked = True
            self.dead |= self.live
            self.dead_ids.add(self.public_id)
            self.live, self.public_id = set(), self.life.invitation().public_id
        self.expect("revoked", self.life.revoke)
        if again:
            self.send_again()
            self.enter(0)

    @rule()
    def send_again(self) -> None:
        """Staff send the link once more: a new one."""
        rules = (
            (self.life.now + timedelta(minutes=1) >= self.closes, "round_state"),
            (self.state == "submitted", "answered"),
            (self.disposition not in ("none", "wrong_contact"), "disposition"),
        )
        refused = next((code for holds, code in rules if holds), None)
        self.expect(refused, self.life.send_again)
        if refused is None:
            self.revoked, self.disposition = False, "none"
            known = set(self.live)
            self.mail()
            assert self.live - known

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        """Days go by."""
        self.life.clock.ahead(days=days)

    @rule(days=st.integers(1, 9), alone=st.booleans())
    def there_is_more_time(self, days: int, alone: bool) -> None:
        """Some days more for this service alone, or for everybody."""
        day = max(local_day(self.life.now), local_day(self.closing)) + timedelta(days=days)
        extend = self.life.extend_unit if alone else self.life.extend
        self.expect("signed" if self.signed else None, extend, f"{day:%d/%m/%Y}")
        if not self.signed and alone:
            self.own_deadline = end_of_day(day)
        elif not self.signed:
            self.closes = end_of_day(day)

    @precondition(lambda self: self.former or self.life.now >= self.closes)
    @rule()
    def the_closing_is_signed(self) -> None:
        """Nobody writes on after the record is signed."""
        self.expect("signed" if self.signed else None, self.life.sign)
        if not self.signed:
            self.signed = True
            self.closes, self.own_deadline = min(self.closes, self.life.now), min(self.own_deadline, self.life.now)


COMPLETE: dict[str, dict[str, tuple[str, ...]]] = {
    "Q1": {"": ("1",)},
    "Q2": {"": ("12",)},
    "Q3": {"": ("Sportello zqx{n}xqz",)},
    "Q4": {"": ("98",)},
    "Q4.98": {"": ("Fondazione zqx{n}xqz",)},
    "Q5": {},
    "M1": {"1:a": ("10",), "1:b": ("1",), "2:a": ("1",), "2:b": ("0",)},
    "H1": {},
    "R1": {"0:comune": ("Bari",), "0:ore": ("3",)},
    "L1": {"": ("Poche risorse zqx{n}xqz.",)},
    "C1": {"": ("zqx{n}xqz@servizio.example",)},
    "D1": {},
}

TestRespondentLife = RespondentLife.TestCase
TestRespondentLife.settings = settings(
    max_examples=15,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
