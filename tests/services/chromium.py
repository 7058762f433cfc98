"""The distribution's Chromium driven by Playwright, and axe for what a page must offer to everybody."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.services.run import once

#: The same engine without tabs, toolbar and window, which a whole Chromium draws for each visitor: half the work.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--enable-blink-features=ComputedAccessibilityInfo",  # element.computedName: what the accessibility tree holds
    "--js-flags=--no-opt --no-maglev",  # scripts of a page that lives a second: to optimise them costs a quarter more
]  # fmt: skip
INSTALL_S = 900
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what is well is counted, not described: a quarter of the time
}
#: A field half under the bar at the foot of a telephone is scrolled clear; axe looks at one moment only. That the focus
#: is never under a bar is judged by tests/browser/focus.js: at a desk, on a telephone, magnified four times.
RUN_AXE = """async rules => {
  const still = new CSSStyleSheet();
  still.replaceSync('.q-save { position: static !important }');
  document.adoptedStyleSheets.push(still);
  const { violations } = await axe.run(document, rules);
  document.adoptedStyleSheets.pop();
  return violations;
}"""


def found() -> str:
    """Path of a browser of the system, or an empty text."""
    return next(filter(None, map(shutil.which, NAMES)), "")


def install() -> str:
    """Path of a browser, installed from the system's packages where we are root; an empty text where we cannot."""
    if not shutil.which(SHELL) and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_get("update")
        _apt_get("install", "-y", "--no-install-recommends", SHELL)
        if not found():  # a system that has no such package
            _apt_get("install", "-y", "--no-install-recommends", "chromium")
    return found()


def _apt_get(*words: str) -> None:
    """What it says is of no use here: afterwards there is a browser, or none."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *words]
    subprocess.run(command, env=environment, check=False, capture_output=True, timeout=INSTALL_S)


def executable() -> str:
    """Path of the browser. Without one the test fails in CI and is skipped, saying so, elsewhere."""
    path = once("chromium", install)
    if path:
        return path
    message = "no Chromium: install the system's package `chromium-headless-shell` or `chromium`"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def axe_source() -> str:
    """The text of axe-core, found without importing the package that carries it."""
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None or package.origin is None:
        raise FileNotFoundError("axe-core is missing: run `make setup`")
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """What axe finds wrong on a page: one line "rule: help (selectors)" each; an empty list when all is well."""
    page.evaluate(axe_source())
    return axe_again(page)


def axe_again(page: Page, rules: Mapping[str, object] = RULES) -> list[str]:
    """The same in a document that has axe already, or what it finds by some rules alone."""
    violations = page.evaluate(RUN_AXE, rules)
    return [
        f"{violation['id']}: {violation['help']} ({'; '.join(str(node['target']) for node in violation['nodes'])})"
        for violation in violations
    ]


if __name__ == "__main__":  # before the tests, whose time is limited
    install()
