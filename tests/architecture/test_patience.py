"""No test waits without an end: a wait that never ends is worse than a failure, for nobody learns which it was."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
#: What waits for ever unless it is told how long; with an argument they are told, or are something else.
BARE = {"acquire", "communicate", "join", "result", "wait"}
#: What needs the word `timeout` among its arguments.
NAMED = {"HTTPConnection", "SMTP", "urlopen"}
PROGRAMS = {"call", "check_call", "check_output", "run"}


def endless(call: ast.Call) -> bool:
    """Whether a call may wait for ever: for a thread, a process, a server, or a browser that closes a page.

    Chromium may acknowledge the closing of a page under navigation and never close it; contexts close for certain.
    """
    name = ast.unparse(call.func)
    owner, _, last = name.rpartition(".")
    told = any(keyword.arg == "timeout" for keyword in call.keywords)
    if last == "close":
        return owner.rpartition(".")[2] in ("page", "phone", "popup")
    if last in BARE:
        return not call.args and not told
    return (last in NAMED or (owner == "subprocess" and last in PROGRAMS)) and not told


def calls(source: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("thread.join()", True),
        ("thread.join(30)", False),
        ("', '.join(words)", False),
        ("process.wait()", True),
        ("process.wait(timeout=3)", False),
        ("subprocess.run(words)", True),
        ("subprocess.run(words, timeout=3)", False),
        ("demo.run()", False),
        ("urllib.request.urlopen(url)", True),
        ("desk.page.close()", True),
        ("page.context.close()", False),
    ],
)
def test_a_wait_without_end_is_recognised(source: str, found: bool) -> None:
    assert [endless(call) for call in calls(source)] == [found]


def test_no_test_waits_without_end() -> None:
    found = {
        f"{path.relative_to(TESTS)}:{call.lineno} {ast.unparse(call)[:80]}"
        for path in TESTS.rglob("*.py")
        for call in calls(path.read_text(encoding="utf-8"))
        if endless(call)
    }
    assert found == set()
