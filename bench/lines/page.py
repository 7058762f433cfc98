"""A page of six questions, and one of ten inputs: how much HTML, and what drawing it costs."""

import re

from bench.answers import DOCUMENT, answers, definition
from bench.place import Place, Run, Sample
from bench.site import Visitor, database_of, hello, site
from questionari.demo.walker import Walker
from tests import factories

INPUT = re.compile(r"<(?:input(?![^>]*type=\"hidden\")|select|textarea)\b")
SIX_QUESTIONS, TEN_INPUTS = "P1", "P5"


def prepare(place: Place, size: int) -> Run:
    """One run: the page of six questions that many times, half of it filled in before."""
    app, timed = site(place)
    with database_of(app).writing() as session:
        invited = factories.invited(session, DOCUMENT)
    visitor = timed.client()
    walker = Walker(visitor, f"/q/{invited.token}", definition(), answers(1))
    base = walker.open()
    walker.fill()

    def run() -> Sample:
        before = timed.watch.cpu_s
        for _ in range(size):
            visitor.get(f"{base}/{SIX_QUESTIONS}")
        notes = {
            **measured("six", visitor, f"{base}/{SIX_QUESTIONS}"),
            **measured("last", visitor, f"{base}/{TEN_INPUTS}"),
        }
        return Sample(timed.watch.cpu_s - before, hello(size), notes)

    return run


def measured(name: str, visitor: Visitor, path: str) -> dict[str, float]:
    """Bytes and inputs of a page's main part and of the whole."""
    page = visitor.get(path).text
    return {f"{name}_bytes": len(page.encode()), f"{name}_inputs": len(INPUT.findall(page))}
