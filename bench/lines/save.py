"""Pages of instrument A saved, all of it filled in: one page's answers change, six hundred variables are weighed."""

from itertools import cycle
from typing import Any

from werkzeug.test import TestResponse

from bench.place import Place, Run, Sample, Stopwatch
from bench.site import Timed, Visitor, database_of, hello, site
from questionari import catalogue
from questionari.demo.answers import complete_values
from questionari.demo.walker import Walker
from questionari.engine.columns import layout
from questionari.settings import ROOT
from questionari.store import responses
from questionari.store.session import Database
from questionari.usecases.responding.cases import context_of
from tests import factories
from tests.web.counting import statements

DOCUMENT = ROOT / "schemi" / "questionari" / "A" / "2026.1.json"


class Saver(Visitor):
    """A browser whose saves alone are measured."""

    def __init__(self, timed: Timed, database: Database) -> None:
        super().__init__(timed.client().client)
        self.timed, self.database, self.saves, self.watch = timed, database, 0, Stopwatch()
        self.statements = 0  # of the saves alone: what the pages between them load is counted by the line "page"

    def post(self, path: str, *, data: Any, headers: Any = None) -> TestResponse:
        """Send a form."""
        self.saves += 1
        before = self.timed.watch.cpu_s
        with statements(self.database) as sent:
            answer = super().post(path, data=data, headers=headers)
        self.statements += len(sent)
        self.watch.cpu_s += self.timed.watch.cpu_s - before
        return answer


def prepare(place: Place, size: int) -> Run:
    """One run: that many pages saved, one after the other."""
    app, timed = site(place)
    database = database_of(app)
    compiled = catalogue.compile_document(DOCUMENT.read_bytes())
    definition = compiled.questionnaire
    assert definition is not None
    with database.writing() as session:
        invited = factories.invited(session, DOCUMENT)
        header = responses.by_public_id(session, invited.public_id)
        assert header is not None
        context = context_of(header, factories.NOW)
    values = cycle(complete_values(definition, "01", seed, context) for seed in (1, 2, 3))
    saver = Saver(timed, database)
    walker = Walker(saver, f"/q/{invited.token}", definition, next(values))
    walker.open()
    walker.fill()

    def run() -> Sample:
        before, first, sent = saver.watch.cpu_s, saver.saves, saver.statements
        while (left := size - saver.saves + first) > 0:
            walker.values = next(values)
            walker.fill(left)
        saves = saver.saves - first
        notes = {"statements": (saver.statements - sent) / saves, "variables": len(layout(definition).wide)}
        return Sample(saver.watch.cpu_s - before, hello(saves), notes)

    return run
