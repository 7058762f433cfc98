"""What the services of the example have done so far: each opens the link of a mail it really received."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from questionari import clock
from questionari.demo.answers import complete_values
from questionari.demo.mailbox import Mail, read_mailbox
from questionari.demo.walker import Answer, Fields, Walker
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Context, Value
from questionari.store import responses
from questionari.store.models.census import Unit
from questionari.store.models.rounds import Invitation, QuestionnaireVersion, Round
from questionari.store.session import Database
from questionari.usecases.house import House
from questionari.usecases.links import shares
from questionari.usecases.responding.cases import context_of
from questionari.usecases.responding.definitions import definition_of

LINK = re.compile(r"/q/[A-Za-z0-9_-]{20,}")
SHARED_LINK = re.compile(r"/miei/([A-Za-z0-9_-]{20,})")
LISTED = re.compile(r"^– (.+): entro ", re.MULTILINE)  # a service in a mail about several of one person


@dataclass(frozen=True, slots=True)
class Story:
    """A service, how many days ago it acted, how far it came: None = submitted, else so many pages."""

    unit: str
    days_ago: float
    pages: int | None = None
    report: str = ""  # a disposition instead: kind of the "segnalazione"


@dataclass(frozen=True, slots=True)
class ListStory:
    """A service that keeps records: when it acted, how many it sent, whether it began another, whether that is all."""

    unit: str
    days_ago: float
    sent: int
    begun: bool = False
    complete: bool = False


STORIES = (
    Story("BA-001", 5),
    Story("BA-017", 4.5),
    Story("BA-005", 4),
    Story("BA-016", 3),
    Story("BA-014", 2.5),
    Story("TE-001", 2),
    Story("BA-020", 1.5),
    Story("BA-018", 1),
    Story("BA-010", 2, pages=18),
    Story("BA-006", 1, pages=9),
    Story("TE-002", 1, pages=14),
    Story("BA-002", 0.5, pages=3),
    Story("BA-019", 0.2, pages=0),
    Story("TE-004", 0.1, pages=1),
    Story("BA-025", 3, report="declined"),
    Story("BA-008", 2, report="wrong_contact"),
)

LIST_STORIES = (ListStory("BA-005", 2.2, sent=3, begun=True), ListStory("TE-001", 1.2, sent=2, complete=True))


@dataclass(frozen=True, slots=True)
class Asked:
    """A unit of the round as its story needs it."""

    name: str
    round_title: str
    last_month: date
    email: str
    type_code: str
    context: Context
    definition: Questionnaire


def act_out(
    app: Flask, database: Database, house: House, say: Callable[[str], None], deliver: Callable[[], None]
) -> None:
    """Play every story in order of time, through the pages; what each one sets off is delivered in its own time."""
    mails = read_mailbox(house.settings.instance)
    stories: list[Story | ListStory] = [*STORIES, *LIST_STORIES]
    for story in sorted(stories, key=lambda s: -s.days_ago):
        with clock.shifted(-timedelta(days=story.days_ago)):
            asked = _asked(database, story.unit, "D" if isinstance(story, ListStory) else "A")
            link = _link(mails, asked)
            said = _keep(app, story, asked, link) if isinstance(story, ListStory) else _play(app, story, asked, link)
            deliver()
            say(f"{story.unit}: {said}")


def _asked(database: Database, code: str, questionnaire: str) -> Asked:
    with database.reading() as session:
        query = (
            select(Invitation, Unit.name)
            .join(Unit, Unit.id == Invitation.unit_id)
            .join(Round, Round.id == Invitation.round_id)
            .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
            .where(Unit.code == code, QuestionnaireVersion.code == questionnaire)
        )
        invitation, name = session.execute(query).one()
        header = responses.by_public_id(session, invitation.public_id)
        if header is None:
            raise LookupError(f"{code} was not invited")
        definition = definition_of(session, header.questionnaire_sha256)
        context = context_of(header, clock.utc_now())
        email = str(header.census["email"])
        return Asked(
            name, header.round_title, header.period_end.replace(day=1), email, invitation.type_code, context, definition
        )


def _link(mails: Sequence[Mail], asked: Asked) -> str:
    """The personal link in the invitation that this service received, alone or with others of the same person."""
    for mail in mails:
        if asked.email in mail.recipient and (found := _own_link(mail, asked)):
            return found
    raise LookupError(f"no invitation arrived for {asked.name}")


def _own_link(mail: Mail, asked: Asked) -> str:
    single, shared = LINK.search(mail.text), SHARED_LINK.search(mail.text)
    listed, line = LISTED.findall(mail.text), f"{asked.name}, {asked.round_title}"
    if shared and line in listed:
        return f"/q/{shares(shared[1])[listed.index(line)]}"
    return single.group() if single and asked.name in mail.text and asked.round_title in mail.subject else ""


class Visitor:
    """A client whose every request has a context of its own, as on a server; a command's would be shared."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        with self.app.app_context():
            return self.client.get(path)

    def post(self, path: str, *, data: Fields) -> Answer:
        """Send a form."""
        with self.app.app_context():
            return self.client.post(path, data=data)


def _keep(app: Flask, story: ListStory, asked: Asked, link: str) -> str:
    walker = Walker(Visitor(app), link, asked.definition, {})
    walker.open()
    for number in range(story.sent + story.begun):
        walker.values = _record_values(asked, number)
        walker.add_record()
        walker.fill()
        if number < story.sent:
            walker.submit()
    if story.complete:
        walker.complete_list()
    return f"{story.sent} records" + (", all" if story.complete else "")


def _record_values(asked: Asked, number: int) -> dict[str, Value]:
    """A made-up contact by telephone or on site, in the last month of the period."""
    fixed: dict[str, Value] = {"D1_02": asked.last_month, "D1_04": "12"[number % 2]}
    return complete_values(asked.definition, asked.type_code, number, asked.context, fixed)


def _play(app: Flask, story: Story, asked: Asked, link: str) -> str:
    values = complete_values(asked.definition, asked.type_code, 1, asked.context)
    walker = Walker(Visitor(app), link, asked.definition, values)
    if story.report:
        walker.report(story.report, "Lo segnaliamo da questa pagina: dato di esempio.")
        return story.report
    walker.open()
    if story.pages is None:
        walker.fill()
        walker.submit()
    else:
        walker.fill(story.pages)
    return "submitted" if story.pages is None else f"{story.pages} pages"
