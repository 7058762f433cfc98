"""The longest form of others, the WHO's verbal autopsy, imported from its workbook and filled in page by page.

Where the shared forms are not at hand instrument A takes its place, and the note `others` is 0.
"""

import json
from typing import Any

from werkzeug.test import TestResponse

from bench.place import Place, Run, Sample
from bench.site import Timed, Visitor, database_of, hello, site
from questionari import catalogue
from questionari.demo.answers import complete_values
from questionari.demo.walker import Walker
from questionari.settings import ROOT
from questionari.store import responses
from questionari.usecases.responding.cases import context_of
from questionari.xlsform.importing import import_xlsform
from tests import factories
from tests.xlsform.forms import SHARED, TODAY

FORM = SHARED / "web-forms__whova_form.xlsx"
OURS = ROOT / "schemi" / "questionari" / "A" / "2026.1.json"


class Filler(Visitor):
    """A browser that notes the CPU milliseconds of each page that it fetches and of each that it saves."""

    def __init__(self, timed: Timed) -> None:
        super().__init__(timed.client().client)
        self.timed = timed
        self.shown, self.saved = list[float](), list[float]()

    def get(self, path: str) -> TestResponse:
        """Fetch a page."""
        return self._noted(self.shown, lambda: super(Filler, self).get(path))

    def post(self, path: str, *, data: Any, headers: Any = None) -> TestResponse:
        """Send a form."""
        return self._noted(self.saved, lambda: super(Filler, self).post(path, data=data, headers=headers))

    def _noted(self, figures: list[float], work: Any) -> TestResponse:
        before = self.timed.watch.cpu_s
        answer: TestResponse = work()
        figures.append(1000 * (self.timed.watch.cpu_s - before))
        return answer


def source() -> bytes:
    """The document."""
    if not FORM.exists():
        return OURS.read_bytes()
    return json.dumps(import_xlsform(FORM.read_bytes(), TODAY).document).encode()


def prepare(place: Place, size: int) -> Run:
    """One run: that many pages filled in, from the first."""
    app, timed = site(place)
    document = place.folder / "autopsy.json"
    document.write_bytes(source())
    definition = catalogue.compile_document(document.read_bytes()).questionnaire
    assert definition is not None
    with database_of(app).writing() as session:
        invited = factories.invited(session, document)
        header = responses.by_public_id(session, invited.public_id)
        assert header is not None
        context = context_of(header, factories.NOW)
    filler = Filler(timed)
    values = complete_values(definition, "01", 1, context)
    walker = Walker(filler, f"/q/{invited.token}", definition, values)
    walker.open()
    walker.fill()  # so that every page is weighed with all the answers there are

    def run() -> Sample:
        filler.shown.clear()
        filler.saved.clear()
        before = timed.watch.cpu_s
        pages = walker.fill(size)
        slowest = {"shown_ms": max(filler.shown), "saved_ms": max(filler.saved)}
        notes = {**slowest, "pages": pages, "answers": len(values), "others": int(FORM.exists())}
        return Sample(timed.watch.cpu_s - before, hello(2 * pages), notes)

    return run
