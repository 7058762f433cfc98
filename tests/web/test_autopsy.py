"""The longest form of others, where it is at hand: the WHO's verbal autopsy, filled in through the real pages.

What a page costs is counted, not timed: statements of the database, and how often the engine is called. A page of 469
questions that began to weigh each of them again for each other would show at once.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench.lines import autopsy
from bench.site import Visitor
from questionari import catalogue
from questionari.demo.answers import complete_values
from questionari.demo.walker import Walker
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Context, Value
from questionari.store import responses
from questionari.store.session import Database
from questionari.usecases.responding.cases import context_of
from tests import factories
from tests.web.counting import statements

#: Statements, and functions of the engine called: three times what was needed when this was written.
MOST = {"GET": (2, 120_000), "POST": (4, 160_000)}


@contextmanager
def engine_calls() -> Iterator[list[int]]:
    """How many functions of the engine are called until the end of the block."""
    count, before = [0], sys.getprofile()

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and "/questionari/engine/" in frame.f_code.co_filename:
            count[0] += 1

    sys.setprofile(note)
    yield count
    sys.setprofile(before)


def invited_to(store: Database, path: Path) -> tuple[str, Questionnaire, Context]:
    """A service invited to answer the form, whatever form it is: its link's path."""
    path.write_bytes(autopsy.source())
    definition = catalogue.compile_document(path.read_bytes()).questionnaire
    assert definition is not None
    with store.writing() as session:
        invited = factories.invited(session, path)
        header = responses.by_public_id(session, invited.public_id)
        assert header is not None
        return f"/q/{invited.token}", definition, context_of(header, factories.NOW)


class Weighed(Visitor):
    """A browser that counts what some pages cost: statements and calls of the engine, by method."""

    def __init__(self, client: FlaskClient, store: Database, pages: Sequence[str]) -> None:
        super().__init__(client)
        self.store, self.pages = store, pages
        self.costs: dict[str, list[tuple[int, int]]] = {"GET": [], "POST": []}

    def get(self, path: str) -> TestResponse:
        return self._weighed("GET", path, super().get)

    def post(self, path: str, *, data: Any, headers: Any = None) -> TestResponse:
        return self._weighed("POST", path, partial(super().post, data=data, headers=headers))

    def _weighed(self, method: str, path: str, send: Callable[[str], TestResponse]) -> TestResponse:
        if path.rpartition("/")[2] not in self.pages:
            return send(path)
        with statements(self.store) as sent, engine_calls() as calls:
            answer = send(path)
        self.costs[method].append((len(sent), calls[0]))
        return answer


def heaviest(definition: Questionnaire, values: Mapping[str, Value]) -> list[str]:
    """The pages on which most is answered."""
    answered = {page.code: sum(code in values for code in page.questions) for page in definition.pages()}
    return sorted(answered, key=lambda code: -answered[code])[:3]


@pytest.mark.engine("sqlite")
def test_the_autopsy_is_filled_in_and_sent_and_no_page_of_it_weighs_more_than_it_must(
    app: Flask, store: Database, tmp_path: Path
) -> None:
    if not autopsy.FORM.exists():
        return
    link, definition, context = invited_to(store, tmp_path / "autopsy.json")
    values = complete_values(definition, "01", 1, context)
    visitor = Weighed(app.test_client(), store, heaviest(definition, values))
    walker = Walker(visitor, link, definition, values)
    walker.open()
    assert (walker.fill() > 25, len(definition.questions) > 450) == (True, True)
    for method, bound in MOST.items():
        assert len(visitor.costs[method]) >= 3
        assert all(sent <= bound[0] and calls <= bound[1] for sent, calls in visitor.costs[method]), visitor.costs
    assert "Ricevuta" in walker.submit()
