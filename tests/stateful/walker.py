"""The walker: one life and the paper beside it, two browsers, and what must hold whatever has happened."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy import select

from questionari.engine.answer_types import answer_type
from questionari.engine.columns import export_row
from questionari.engine.path import find_path
from questionari.engine.values import Value
from questionari.store.models.responses import DraftCell, Revision
from questionari.store.responses import by_response
from questionari.usecases import responding
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.responding import documents
from questionari.usecases.responding.actions import without_blank_rows
from questionari.usecases.responding.cases import data_key
from tests import factories
from tests.stateful import search
from tests.stateful.life import Life
from tests.stateful.paper import PAGES, Drawn, Paper, filled, words

NAME = "Sportello Aurora"
DRAFT = ("opened", "in_progress", "query_open")
CONTACTS = frozenset({"C1"})


@dataclass
class Browser:
    """Where a browser has been let in, and the pages it still shows."""

    public_id: str = ""
    pages: dict[str, Mapping[str, Drawn]] = field(default_factory=dict)
    marks: dict[str, list[str]] = field(default_factory=dict)


class Walker(RuleBasedStateMachine):
    """What the rules need, and the invariants."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="vita-")
        self.life = Life(Path(self.folder.name), name=NAME)
        definition = self.life.read(responding.open_link, self.life.invited.token).definition
        self.paper = Paper(definition, {"Q3": {"": (NAME,)}})
        self.browsers = (Browser(), Browser())
        self.numbers = count(1)
        self.state: str | None = None
        self.closes, self.own_deadline, self.signed = factories.CLOSES, factories.NOW, False
        self.live, self.dead = {self.life.invited.token}, set[str]()
        self.public_id, self.dead_ids = self.life.invited.public_id, set[str]()
        self.revoked, self.disposition = False, "none"
        self.receipt: responding.Receipt | None = None
        self.document: dict[str, Any] = {}
        self.former: list[str] = []

    def teardown(self) -> None:
        """Close the database before its folder goes."""
        self.life.database.dispose()
        self.folder.cleanup()

    # ---------------------------------------------------------------- what is to be expected

    @property
    def closing(self) -> datetime:
        """When writing ends for this service."""
        return max(self.closes, self.own_deadline)

    def why_not(self, public_id: str | None = None) -> str | None:
        """Why nothing may be written; None when it may."""
        rules = (
            (self.revoked or (public_id is not None and public_id != self.public_id), "not_found"),
            (self.state not in (None, *DRAFT), "already_submitted"),
            (self.life.now >= self.closing, "round_closed"),
        )
        return next((code for holds, code in rules if holds), None)

    def expect(self, code: str | None, act: Callable[..., Any], *values: Any) -> Any:
        """Do it; where a reason against it is known, it must be refused for that very reason and change nothing."""
        if code is None:
            return act(*values)
        with pytest.raises(Refused) as refusal:
            act(*values)
        assert refusal.value.code == code
        return None

    # ---------------------------------------------------------------- pages

    def draw(self, browser: Browser, page: str) -> None:
        """Show a page in a browser and compare it with the paper."""
        state = self.life.read(responding.load_page, browser.public_id, page)
        shown = self.life.form_of(state)
        expected = {code: self.paper.shows(code) for code in PAGES[page] if code in shown}
        assert shown == expected
        assert {c for c in PAGES[page] if self.paper.asked(c)} <= shown.keys()
        browser.pages[page] = {code: self.paper.draw(code) for code in shown}
        browser.marks[page] = [f"{code}@{state.drafts[code].version}" for code in shown]

    def post(self, browser: Browser, page: str, typed: Mapping[str, Any], more: Mapping[str, list[str]]) -> Any:
        """Post a page as a browser shows it, with some fields typed anew; the paper says what must come of it."""
        drawn = browser.pages[page]
        fields = {code: self._numbered(typed.get(code, mark.raw)) for code, mark in drawn.items()}
        form: dict[str, list[str]] = {
            **{k: v for k, v in more.items() if k != "_q"},
            **{f"{c}:{k}" if k else c: list(v) for c, raw in fields.items() for k, v in raw.items()},
            "_q": [*more.get("_q", ()), *browser.marks[page]],
        }
        refused = self.why_not(browser.public_id) or (None if page in self.paper.pages() else "off_path")
        save, who = responding.save_page, responding.Writer(f"b{self.browsers.index(browser)}")
        saved = self.expect(refused, self.life.write, save, browser.public_id, page, form, who)
        if saved is not None:
            self._acknowledged(drawn, fields, saved)
        return saved

    def press(self, browser: Browser, page: str, button: str) -> Any:
        """Press a button of a question on a page as it is drawn; the paper knows what comes of it."""
        fields = browser.pages[page].items()
        form = {f"{c}:{k}" if k else c: list(v) for c, mark in fields for k, v in mark.raw.items()}
        form |= {"_q": browser.marks[page], "_do": [button], "_go": ["later"]}
        return self.life.write(responding.save_page, browser.public_id, page, form)

    def _numbered(self, raw: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        number = next(self.numbers)
        return {key: tuple(v.replace("{n}", str(number)) for v in values) for key, values in raw.items()}

    def _acknowledged(self, drawn: Mapping[str, Drawn], fields: Mapping[str, Any], saved: responding.Saved) -> None:
        question = self.paper.question
        kept = {code: filled(without_blank_rows(question(code), filled(raw))) for code, raw in fields.items()}
        results = {code: self.paper.post(code, drawn[code], raw) for code, raw in kept.items()}
        assert set(saved.changed) == {code for code, (written, _) in results.items() if written}
        assert set(saved.conflicts) == {code for code, (_, over) in results.items() if over}
        gone = {code for code, mark in drawn.items() if mark.times and mark.life != self.paper.lives[code]}
        assert set(saved.unsaved) == {c for c, (_, over) in results.items() if over and c in gone and kept[c]}
        if saved.changed or self.state != "opened":
            self.state = "query_open" if self.state == "query_open" else "in_progress"

    def mail(self) -> None:
        """Let the queued messages leave; the links in them work, but for a service whose links are revoked."""
        arrived = self.life.deliver()
        (self.dead if self.revoked else self.live).update(arrived)

    # ---------------------------------------------------------------- what holds after every step

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        """Every draft, hidden ones too, is as it was acknowledged last; the counts are those of a recount."""
        if self.state not in DRAFT or self.revoked:
            return
        review = self.life.read(responding.review, self.public_id)
        drafts = {code: draft.raw for code, draft in review.case.drafts.items() if draft.raw}
        assert drafts == {code: raw for code in self.paper.written if (raw := self.paper.newest(code))}
        waiting = {code: [held.raw for held in w.entries] for code, w in review.case.held.items() if w.entries}
        assert waiting == self.paper.waiting()
        assert not (review.ready and any(map(self.paper.asked, waiting)))
        assert tuple(review.case.path.pages) == self.paper.pages()
        assert (review.answered, review.required) == self.paper.progress()
        row = self.life.row()
        assert row is not None and row.state == self.state
        if self.state != "opened":
            assert (row.answered, row.required) == self.paper.progress()

    @invariant()
    def a_submitted_response_does_not_change(self) -> None:
        """One receipt, one document; earlier ones are kept with their numbers."""
        row = self.life.row()
        assert (row is None) == (self.state is None)
        if row is None:
            return
        with self.life.database.reading() as session:
            former = session.scalars(select(Revision.receipt_number).order_by(Revision.number)).all()
            drafts = session.scalars(select(DraftCell.code)).all()
        assert list(former) == self.former
        assert row.receipt_number == (self.receipt.number if self.receipt else None)
        if self.state == "submitted":
            assert drafts == []
            assert self.opened_document() == self.document

    def opened_document(self) -> dict[str, Any]:
        """The submitted document, as it is stored."""
        row = self.life.row()
        assert row is not None and row.document is not None
        with self.life.database.reading() as session:
            header = by_response(session, row.id)
        assert header is not None
        key = data_key(self.life.house, header)
        return documents.open_document(key, row.id, row.receipt_number or "", row.document)

    @invariant()
    def only_a_submission_is_exported_and_nothing_hidden(self) -> None:
        """A dataset holds what was on the path, and no contact answers."""
        found = self.life.exported()
        assert len(found) == (self.state == "submitted")
        for submission in found:
            definition, answers = self.paper.definition, submission.answers
            path = find_path(definition, answers, submission.context)
            row = export_row(definition, {**answers, **path.computed}, path)
            sent = self.as_sent(answers)
            assert sent == self.document["answers"]
            text = str((row.values, row.long, sent))
            hidden = (words([self.paper.put_away.get(code, {})]) for code in self.document["aside"])
            apart = frozenset[str]().union(*hidden, self.paper.typed.get("C1", frozenset()))
            assert not [word for word in apart if word in text]

    def as_sent(self, answers: Mapping[str, Value]) -> dict[str, Any]:
        """Answers as a document holds them, without those kept apart."""
        questions = self.paper.definition.questions
        return {c: answer_type(questions[c]).to_json(questions[c], v) for c, v in answers.items() if c not in CONTACTS}

    @invariant()
    def revoked_links_open_nothing(self) -> None:
        """Neither a link that was ended nor the address it had led to."""
        for token in sorted(self.dead)[:3]:
            self.expect("not_found", self.life.read, responding.open_link, token)
        for public_id in self.dead_ids | ({self.public_id} if self.revoked else set()):
            with pytest.raises(NotFound):
                self.life.read(responding.load_page, public_id, "P1")
        for token in () if self.revoked else self.live:
            assert self.life.read(responding.open_link, token).public_id == self.public_id

    @invariant()
    def what_was_typed_is_sealed_and_what_was_erased_is_gone(self) -> None:
        """Nothing typed stands in clear but facts about the body; nothing erased stands anywhere."""
        typed = frozenset[str]().union(self.paper.erased, *self.paper.typed.values())
        if not typed:
            return
        with self.life.database.reading() as session:
            clear = search.in_clear(session, "variation")
            sealed = search.unsealed(session, self.life.house)
            everything = search.in_clear(session) + sealed
        acknowledged = frozenset[str]().union(*self.paper.kept.values()) if self.state in DRAFT else frozenset()
        assert not [word for word in acknowledged if word not in sealed], "count in = count out"
        assert not [word for word in typed if word in clear]
        assert not [word for word in self.paper.erased if word in everything]
