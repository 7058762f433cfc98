"""Every page of instrument A that a service meets, for an antiviolence centre and for a shelter, on both screens."""

from collections.abc import Callable

import pytest

from tests.browser.filling import filled
from tests.browser.site import Site
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
CENTRE, SHELTER = "BA-007", "TE-002"


@pytest.mark.parametrize(("unit", "size", "least"), [(CENTRE, "phone", 30), (SHELTER, "desktop", 30)])
def test_no_page_of_the_questionnaire_keeps_anybody_out(
    site: Site, visitor: Callable[..., Walk], unit: str, size: str, least: int
) -> None:
    walk = visitor(size)
    walk.go(filled(site, unit), look=False)
    walk.press("Riprendi il questionario")
    pages = walk.page.locator(".q-sections a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(pages) >= least
    for path in pages:
        walk.go(f"{path}?esamina=1")
    walk.go(f"{walk.path.rsplit('/', 1)[0]}/riepilogo")
    assert "Tutto è pronto per l'invio" in walk.text
