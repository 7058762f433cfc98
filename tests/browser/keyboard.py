"""Somebody without a mouse: Tab, arrows, Space, Enter, and what she types. Every stop of the focus is judged."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

Answers = Mapping[str, tuple[str, ...]]  # name of a field -> what is to stand in it, or which values are to be chosen
MOST_STOPS = 900
LOOK = Path(__file__).with_name("focus.js").read_text(encoding="utf-8")
MOVED = """path => location.pathname === path
  ? document.activeElement.tabIndex === -1
  : document.readyState === 'complete' && (!document.getElementById('pagina') || document.querySelector('.q-alive'))"""
SKIP = "Vai al contenuto"


class Keyboard:
    """Her hands. `faults`: stops that nobody could have seen, or that came out of order."""

    def __init__(self, page: Page, answers: Answers) -> None:
        self.page, self.answers = page, answers
        self.faults: list[str] = []
        self.stops = 0
        page.add_init_script(LOOK)
        page.emulate_media(reduced_motion="reduce")  # no scrolling that is still under way when a stop is judged

    def tab(self) -> dict[str, Any]:
        """Go to the next stop, over the header by the link that is there for it; what is there."""
        self.page.keyboard.press("Tab")
        stop: dict[str, Any] = self.page.evaluate("qFocus()")
        self.stops += 1
        self.faults += [f"{stop['path']} {stop['words']}: {fault}" for fault in stop["faults"]]
        if stop["words"] != SKIP:
            return stop
        self.page.keyboard.press("Enter")
        return self.tab()

    def press(self, words: str) -> None:
        """Go on to a link or a button and press it; wait until another page stands there."""
        path = self.page.evaluate("location.pathname")
        for _ in range(MOST_STOPS):
            stop = self.tab()
            if stop["tag"] in ("A", "BUTTON") and stop["words"] == words:
                self.page.keyboard.press("Enter")
                self.page.wait_for_function(MOVED, arg=path)
                return
        raise AssertionError(f"{path}: never reached «{words}»")

    def pass_over(self, words: str) -> None:
        """Go on by Tab to something with these words, and press nothing."""
        for _ in range(MOST_STOPS):
            if self.tab()["words"] == words:
                return
        raise AssertionError(f"never reached «{words}»")

    def fill(self, words: str) -> str:
        """Answer a page of the questionnaire field by field until its button lets her go; where she comes to."""
        path: str = self.page.evaluate("location.pathname")
        for _ in range(MOST_STOPS):
            stop = self.tab()
            if stop["tag"] == "BUTTON" and stop["words"] == words:
                self.page.keyboard.press("Enter")
                self.page.wait_for_function(MOVED, arg=path)
                if (arrived := self.page.evaluate("location.pathname")) != path:
                    return str(arrived)
                self.page.evaluate("qRestart()")  # led back to what is new, or is to be looked at
            else:
                self.answer(stop)
        raise AssertionError(f"{path}: «{words}» never let her go")

    def answer(self, stop: dict[str, Any]) -> None:
        """Do with a field what the table of answers says."""
        name, wanted = stop["name"], self.answers.get(stop["name"], ())
        if stop["tag"] == "BUTTON" and name == "_do":
            self.add_row(stop)
        elif stop["type"] == "checkbox":
            if stop["checked"] != (stop["value"] in wanted):
                self.page.keyboard.press("Space")
        elif wanted and wanted[0] != stop["chosen"]:
            act = {"radio": self.turn, "select-one": self.turn}.get(stop["type"], self.write)
            act(stop, wanted[0])

    def add_row(self, stop: dict[str, Any]) -> None:
        """Ask for another row where the table of answers has one; the focus waits in its first field."""
        action, _, code = stop["value"].partition("/")
        if action == "add" and f"{code}:{stop['rows']}:_row" in self.answers:
            self.page.keyboard.press("Enter")
            self.page.wait_for_function("() => document.activeElement.tagName !== 'BUTTON'")
            self.answer(self.page.evaluate("qFocus()"))

    def write(self, _stop: dict[str, Any], text: str) -> None:
        """Type over what stands there: arriving by Tab has marked it."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def turn(self, stop: dict[str, Any], value: str) -> None:
        """Choose among several with the arrows."""
        if stop["value"] == value:
            self.page.keyboard.press("Space")
        for _ in range(stop["choices"] + 1):
            now = self.page.evaluate("qFocus()")
            if now["chosen"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{stop['name']}: {value} is not offered")
