"""Acts that several tests of the respondent's pages begin with."""

from tests.web.browser import Browser


def fill_everything(browser: Browser, public_id: str) -> None:
    """Fill the small questionnaire up to the review."""
    browser.get(f"/rispondi/{public_id}/P1")
    browser.fill({"Q1": "2"})
    browser.fill({})
    if not browser.path.endswith("riepilogo"):
        browser.get(f"/rispondi/{public_id}/riepilogo")


def submit(browser: Browser, public_id: str) -> None:
    """Fill and submit."""
    fill_everything(browser, public_id)
    browser.post(f"/rispondi/{public_id}/invio", {"csrf_token": browser.token()})
