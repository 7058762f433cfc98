"""The house's own linter finds what it should, is silent about what it should not, and the sources pass it."""

import pytest

from tools import lint_house

LONG_FUNCTION = "def f():\n" + "    g()\n" * 30
DEEP = "def f():\n" + "".join(f"{'    ' * depth}if a:\n" for depth in range(1, 5)) + f"{'    ' * 5}pass\n"
FLAT = "def f():\n    if a:\n        g()\n" + "    elif b:\n        g()\n" * 5
LONG_SCRIPT = "export function f(a) {\n" + "  g();\n" * 30 + "}\n"
IGNORE = "type: " + "ignore"

FAULTS = [
    ("x.py", LONG_FUNCTION, "f has 31 lines"),
    ("x.py", DEEP, "f nests 4 blocks"),
    ("x.py", "# TO" + "DO later\n", "unfinished work"),
    ("x.py", f"a = b()  # {IGNORE}[attr-defined]\n", "says why"),
    ("x.py", "def f():  # no" + "qa: PLR0912\n    pass\n", "size is not excused"),
    ("x.py", "a = 1\n" * 301, "at most 300"),
    ("tests/x.py", "pytest." + "skip('no')\n", "a test runs"),
    ("x.html", "{{ text | safe }}\n", "|safe"),
    ("x.html", '<p style="color: red">\n', "style attribute"),
    ("x.html", "<script>alert(1)</script>\n", "inline script"),
    ("x.html", '<button onclick="go()">\n', "event handler"),
    ("x.html", '<link href="https://cdn.example/x.css">\n', "third party"),
    ("x.css", "a { background: url(//cdn.example/x) }\n", "third party"),
    ("x.js", LONG_SCRIPT, "32 lines"),
    ("x.js", 'eval("1")\n', "no eval"),
]
SOUND = [
    ("x.py", FLAT),
    ("x.py", LONG_FUNCTION.replace("    g()\n", "", 1)),
    ("x.py", f"a = b()  # {IGNORE}[attr-defined]  # the library has no types\n"),
    ("x.html", "<script src=\"{{ url_for('static', filename='js/a.js') }}\" defer></script>\n"),
    ("x.html", '<a href="https://www.1522.eu">1522</a>\n'),
    ("x.js", LONG_SCRIPT.replace("  g();\n", "", 2)),
    ("templates/mail/x.html", '<p style="color: #17324d">\n'),
]


def found(path: str, text: str) -> list[str]:
    return [finding.message for rule in lint_house.rules_for(path) for finding in rule(text)]


@pytest.mark.parametrize(("path", "text", "message"), FAULTS)
def test_a_breach_is_named(path: str, text: str, message: str) -> None:
    assert any(message in line for line in found(path, text))


@pytest.mark.parametrize(("path", "text"), SOUND)
def test_what_is_allowed_is_not_named(path: str, text: str) -> None:
    assert found(path, text) == []
