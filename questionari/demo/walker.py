"""A service worker who answers through the real pages: reads each page, posts its fields, follows where it leads."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Protocol

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import field_name
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Value

Fields = dict[str, list[str]]
MOST_PAGES = 200


class Answer(Protocol):
    """What a client gives back."""

    status_code: int

    @property
    def text(self) -> str:
        """The page."""

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""


class Client(Protocol):
    """A browser without JavaScript: keeps cookies, follows nothing by itself (Flask's test client)."""

    def get(self, path: str) -> Answer:
        """Fetch a page."""

    def post(self, path: str, *, data: Fields) -> Answer:
        """Send a form."""


class Lost(Exception):
    """The walk met a page it did not expect: the message says where."""


class _Inputs(HTMLParser):
    """The hidden fields of a page: the CSRF token and the marker of each question it asks."""

    def __init__(self) -> None:
        super().__init__()
        self.token, self.asked = "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an input says."""
        found = dict(attrs)
        name, value = found.get("name"), found.get("value") or ""
        if tag == "input" and name == "csrf_token":
            self.token = value
        elif tag == "input" and name == "_q":
            self.asked.append(value)


def _read(text: str) -> _Inputs:
    inputs = _Inputs()
    inputs.feed(text)
    return inputs


class Walker:
    """One person, one link, one set of answers."""

    def __init__(self, client: Client, link_path: str, definition: Questionnaire, values: Mapping[str, Value]) -> None:
        self.client, self.link, self.definition, self.values = client, link_path, definition, values

    def open(self) -> str:
        """Press the button of the landing page; the address of the questionnaire."""
        self.base = self._enter("open")
        return self.base

    def _enter(self, go: str) -> str:
        token = _read(self._get(self.link)).token
        answer = self.client.post(self.link, data={"csrf_token": [token], "go": [go]})
        if answer.status_code != 303 or not answer.location:
            raise Lost(f"opening the link answered {answer.status_code}")
        return re.sub(r"^https?://[^/]+", "", answer.location)

    def add_record(self) -> None:
        """Add a record to the list behind the link; what follows is about it."""
        listed = self._listed()
        token = _read(self._get(listed)).token
        self.base = self._posted(f"{listed}/schede", token)

    def complete_list(self) -> None:
        """Declare that the records are all."""
        listed = self._listed()
        self._posted(f"{listed}/completa", _read(self._get(listed)).token)

    def _listed(self) -> str:
        return self.base.partition(".")[0]

    def _posted(self, path: str, token: str) -> str:
        answer = self.client.post(path, data={"csrf_token": [token]})
        if answer.status_code != 303 or not answer.location:
            raise Lost(f"{path} answered {answer.status_code}: {_words(answer.text)}")
        return re.sub(r"^https?://[^/]+", "", answer.location)

    def fill(self, pages: int = MOST_PAGES) -> int:
        """Answer so many pages from the first; how many were answered. Ends where the review begins."""
        path = f"{self.base}/{self.definition.pages()[0].code}"
        for done in range(pages):
            target = self._answer_page(path)
            if target.endswith("/riepilogo"):
                return done + 1
            path = target
        return pages

    def submit(self) -> str:
        """Send the questionnaire from its review; the text of the receipt page."""
        token = _read(self._get(f"{self.base}/riepilogo")).token
        answer = self.client.post(f"{self.base}/invio", data={"csrf_token": [token]})
        if answer.status_code != 303 or not (answer.location or "").endswith("/ricevuta"):
            raise Lost(f"submitting answered {answer.status_code}: {_words(answer.text)}")
        return self._get(f"{self.base}/ricevuta")

    def report(self, kind: str, reason: str) -> None:
        """Say on the page behind the landing's second button that this service will not answer: a disposition."""
        page = self._enter("tell")
        token = _read(self._get(page)).token
        answer = self.client.post(page, data={"csrf_token": [token], "kind": [kind], "reason": [reason]})
        if answer.status_code != 200:
            raise Lost(f"reporting {kind} answered {answer.status_code}: {_words(answer.text)}")

    def _answer_page(self, path: str) -> str:
        page = _read(self._get(path))
        answer = self.client.post(path, data={"csrf_token": [page.token], "_q": page.asked, **self._fields(page.asked)})
        if answer.status_code != 303 or not answer.location:
            raise Lost(f"{path} answered {answer.status_code}: {_words(answer.text)}")
        return re.sub(r"^https?://[^/]+|[?#].*$", "", answer.location)

    def _fields(self, asked: list[str]) -> Fields:
        fields: Fields = {}
        for code in (marker.partition("@")[0] for marker in asked):  # a marker is CODE@VERSION
            question = self.definition.questions[code]
            if code in self.values:
                for key, typed in answer_type(question).raw(question, self.values[code]).items():
                    fields[field_name(code, key)] = list(typed)
        return fields

    def _get(self, path: str) -> str:
        answer = self.client.get(path)
        if answer.status_code != 200:
            raise Lost(f"{path} answered {answer.status_code}")
        return answer.text


def _words(html: str) -> str:
    """The beginning of a page's main text, for a message."""
    main = html.partition("<main")[2] or html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))[:400]
