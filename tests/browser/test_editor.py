"""An author who is no programmer makes a question and publishes it; in the text, a word is completed for her."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import Site
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
AFTER_REQUIRED = """area => {
  const at = area.value.indexOf('"required": true') + 16;
  area.focus();
  area.setSelectionRange(at, at);
}"""


@pytest.fixture
def author(walk: Walk) -> Walk:
    """A member of the staff at the questions of a new draft."""
    walk.go("/demo", look=False)
    walk.press("Entra come LeNove", look=False)
    walk.go("/gestione/questionari/bozze/nuova")
    walk.press("Comincia la bozza")
    walk.follow("Modifica le domande")
    return walk


def new_question(author: Walk) -> None:
    """A choice on the first page, whose second answer comes first."""
    author.follow("P1")
    author.page.get_by_text("Aggiungi una domanda", exact=True).click()
    author.page.get_by_label("Tipo").select_option("choice")
    author.fill("question-code", "Q2")
    author.fill("question-text", "Che tipo di sede è?")
    author.press("Aggiungi la domanda")
    author.press("Sposta su 2", look=False)
    assert author.page.locator("tbody th").all_inner_texts() == ["2", "1"]


def new_rule(author: Walk) -> None:
    """A note, composed from a question and one of its own answers, judged while it is written."""
    author.page.get_by_text("Aggiungi una regola", exact=True).click()
    author.fill("check-code", "Q2.sede")
    author.fill("check-message", "Controlli la sede.")
    author.page.locator("#f-question").select_option("Q2")
    author.page.locator("#f-operator").select_option("!=")
    author.page.locator("#f-value").select_option(label="Prima risposta (1)")
    author.page.locator("#f-check-severity").select_option("note")
    expect(author.page.locator("#osservazioni")).to_contain_text("Se salva questa modifica:")
    author.look()
    author.press("Aggiungi la regola")
    assert "non è «Prima risposta»" in author.text


def new_condition(author: Walk) -> None:
    """The question is asked only after a certain answer to the first; back to the draft."""
    author.follow("Domande")
    author.follow("Q2")
    author.follow("cambia «Quando si chiede»")
    author.page.locator("#f-question").select_option("Q1")
    author.page.locator("#f-value").select_option(label="Sì (1)")
    author.press("Salva la condizione", look=False)
    assert "se «Prima domanda» è «Sì»" in author.text
    author.follow("Titolo del questionario")


def explanation(author: Walk) -> None:
    """A key of the text, completed from the schema by the keyboard alone."""
    author.page.get_by_text("Per chi conosce il formato del documento", exact=True).click()
    author.follow("Modifica il testo")
    area = author.page.locator("#f-text")
    expect(area).to_have_attribute("aria-autocomplete", "list")
    area.evaluate(AFTER_REQUIRED)
    author.page.keyboard.type(', "hel')
    expect(author.page.get_by_role("option")).to_contain_text("help")
    author.look()
    author.page.keyboard.press("ArrowDown")
    author.page.keyboard.press("Enter")
    author.page.keyboard.type("Dica come stanno le cose.")
    author.press("Salva e torna alla bozza")


def test_an_author_makes_a_question_and_a_rule_sees_them_and_publishes(author: Walk, site: Site) -> None:
    new_question(author)
    new_rule(author)
    new_condition(author)
    explanation(author)
    author.follow("Guarda come la vede chi risponde")
    assert "Dica come stanno le cose." in author.text
    expect(author.page.locator('[data-q="Q2"]')).to_have_count(0)
    author.choose("Q1", "1")
    expect(author.page.locator('[data-q="Q2"]')).to_contain_text("Che tipo di sede è?")
    expect(author.page.locator('[name="Q1"][value="1"]')).to_be_checked()
    author.look()
    site.make_datasets()
    author.go(author.path.removesuffix("/anteprima"))
    author.follow("Pubblica la revisione")
    author.press("Pubblica")
    assert "Il questionario è pubblicato." in author.text
