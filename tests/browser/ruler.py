"""What a page offers to fingers and to screen readers, measured in the browser itself."""

from playwright.sync_api import Page

#: WCAG 2.5.8: a target of at least 24 by 24 pixels; a link within a sentence is exempt. A tick counts with its label.
SMALL = """() => {
  const inSentence = (e) => e.tagName === 'A' && getComputedStyle(e).display === 'inline'
    && [...e.parentElement.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  const seen = (e) => e.checkVisibility({visibilityProperty: true}) && e.tabIndex >= 0 && !e.closest('.skiplinks');
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => seen(e) && !inSentence(e))
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => Math.min(box.width, box.height) < 23.9)
    .map(([e, box]) => `${e.tagName} ${e.name || e.textContent.trim()}: ${box.width} x ${box.height}`);
}"""

#: A cell of a table is named by its row and its column (if there are several), as the browser's accessibility tree
#: holds it.
NAMELESS = """() => [...document.querySelectorAll('.q-matrix tbody td :is(input, select)')].flatMap(e => {
  const row = e.closest('tr').querySelector('th').textContent.trim();
  const table = e.closest('table');
  const several = table.matches('.q-wide, .q-grid');
  const head = several ? table.tHead.rows[0].cells[e.closest('td').cellIndex].textContent.trim() : '';
  const name = e.computedName;
  return name.includes(row) && name.includes(head) ? [] : [`${e.name}: «${name}», not «${row}» and «${head}»`];
})"""


def small_targets(page: Page) -> list[str]:
    """Targets too small to be hit."""
    return [f"too small: {words}" for words in page.evaluate(SMALL)]


def nameless_cells(page: Page) -> list[str]:
    """Cells whose accessible name does not say where they stand."""
    return [f"badly named: {words}" for words in page.evaluate(NAMELESS)]
