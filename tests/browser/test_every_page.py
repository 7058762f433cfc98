"""Every page of instrument A that a service meets, for an antiviolence centre and for a shelter, on both screens."""

from collections.abc import Callable

import pytest

from tests.browser.filling import filled
from tests.browser.ruler import nameless_cells, small_targets
from tests.browser.site import Site
from tests.browser.walk import WIDER, Walk
from tests.conftest import ZOOMED

pytestmark = pytest.mark.browser
CENTRE, SHELTER = "BA-007", "TE-002"


def measure(walk: Walk) -> None:
    """Note targets too small, cells without their names, and at 400 % what is wider than the window."""
    page = walk.page
    ordinary = page.viewport_size
    found = [*small_targets(page), *nameless_cells(page)]
    page.set_viewport_size(ZOOMED)
    found += [f"too wide at 400 %: {words}" for words in page.evaluate(WIDER)]
    page.set_viewport_size(ordinary)
    walk.faults += [f"{walk.path}: {fault}" for fault in found]


@pytest.mark.parametrize(("unit", "size", "least"), [(CENTRE, "phone", 30), (SHELTER, "desktop", 30)])
def test_no_page_of_the_questionnaire_keeps_anybody_out(
    site: Site, visitor: Callable[..., Walk], unit: str, size: str, least: int
) -> None:
    walk = visitor(size)
    walk.go(filled(site, unit), look=False)
    walk.press("Riprendi il questionario")
    pages = walk.page.locator(".q-sections a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(pages) >= least
    titles = set()
    for path in pages:
        walk.go(f"{path}?esamina=1")
        measure(walk)
        titles.add(walk.page.title())
    assert len(titles) == len(pages)
    walk.go(f"{walk.path.rsplit('/', 1)[0]}/riepilogo")
    measure(walk)
    assert "Tutto è pronto per l'invio" in walk.text
