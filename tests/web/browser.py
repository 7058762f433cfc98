"""A browser without JavaScript: keeps cookies, posts forms as they were drawn."""

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

from flask import Flask
from werkzeug.test import TestResponse

Fields = Mapping[str, Sequence[str] | str]


class _Forms(HTMLParser):
    """The fields a browser would post, form by form: (action, [(name, value)])."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str | None, list[tuple[str, str]]]] = []
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "form":
            self.forms.append((at.get("action"), []))
        if not self.forms:
            return
        fields = self.forms[-1][1]
        if tag == "input" and at.get("name") and self._posts(at):
            fields.append((at["name"] or "", at.get("value") or ""))
        if tag == "textarea":
            self._text = at["name"]
            fields.append((at["name"] or "", ""))
        if tag == "select":
            self._select = at["name"]
        if tag == "option" and self._select and "selected" in at:
            fields.append((self._select, at.get("value") or ""))

    @staticmethod
    def _posts(at: dict[str, str | None]) -> bool:
        return at.get("type") not in ("checkbox", "radio") or "checked" in at

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            name, before = self.forms[-1][1][-1]
            self.forms[-1][1][-1] = (name, before + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            name, text = self.forms[-1][1][-1]
            self.forms[-1][1][-1] = (name, text.removeprefix("\n"))
            self._text = None
        if tag == "select":
            self._select = None


class Browser:
    """One visitor."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.path = "/"
        self.response: TestResponse | None = None

    @property
    def text(self) -> str:
        """The page shown."""
        assert self.response is not None
        return self.response.get_data(as_text=True)

    def get(self, path: str) -> TestResponse:
        """Open a page and follow where it leads."""
        return self._arrive(self.client.get(path, base_url="https://localhost", follow_redirects=True))

    def _arrive(self, response: TestResponse) -> TestResponse:
        self.response = response
        self.path = response.request.path
        return response

    def fields(self, form: int = -1) -> dict[str, list[str]]:
        """What posting a form of the page as it stands would send."""
        reader = _Forms()
        reader.feed(self.text)
        found: dict[str, list[str]] = {}
        for name, value in reader.forms[form][1]:
            found.setdefault(name, []).append(value)
        return found

    def fill(self, answers: Fields, press: str = "_go=continue") -> TestResponse:
        """Type into the page's last form and press a button; follow where it leads."""
        return self.post(self.path, {**self.fields(), **answers}, press)

    def post(self, path: str, fields: Fields, press: str = "", follow: bool = True) -> TestResponse:
        """Post fields to an address."""
        name, _, value = press.partition("=")
        data = {**fields, **({name: value} if name else {})}
        headers = {"Referer": f"https://localhost{self.path}"}
        response = self.client.post(
            path, data=data, base_url="https://localhost", follow_redirects=follow, headers=headers
        )
        return self._arrive(response) if follow else response

    def token(self) -> str:
        """The page's CSRF token."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        assert found is not None, self.text[:500]
        return found[1]

    def enter(self, token: str) -> TestResponse:
        """Open a mailed link and press the button."""
        self.get(f"/q/{token}")
        return self.post(f"/q/{token}", {"csrf_token": self.token()})

    def title(self) -> str:
        """The window's title."""
        found = re.search(r"<title>(.*?)</title>", self.text, re.S)
        return found[1].strip() if found else ""
