"""The guide speaks of what the product has: every button, link and menu it names, every picture, every page."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from questionari.settings import ROOT

DOCS = ROOT / "docs"
GUIDE = DOCS / "guida"
PICTURES = GUIDE / "immagini"
PAGES = sorted(GUIDE.glob("*.md"))
NAMED = re.compile(r"«([^»]+)»")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
MOST_BYTES, MOST_PICTURES = 120_000, 24
PALETTE = 3  # the colour type of a PNG's header (PNG specification, 11.2.2)


def plain(text: str) -> str:
    """Text with single spaces."""
    return re.sub(r"\s+", " ", text)


def sources() -> Iterator[Path]:
    """Whatever holds texts that people see."""
    for folder, pattern in (("templates", "*.html"), ("questionari", "*.py"), ("static/js", "*.js")):
        yield from (ROOT / folder).rglob(pattern)


@pytest.fixture(scope="module")
def shown() -> str:
    """Every text of the product."""
    return plain("\n".join(path.read_text(encoding="utf-8") for path in sources()))


def ids(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_button_link_or_menu_named_in_the_guide_exists(page: Path, shown: str) -> None:
    named = {plain(found) for found in NAMED.findall(page.read_text(encoding="utf-8"))}
    assert named and sorted(name for name in named if not stands(name, shown)) == []


def stands(name: str, shown: str) -> bool:
    """Whether these words are a text of their own: a whole element, string or expression, not a part of a sentence."""
    return re.search(rf"[>\"'}}`] ?{re.escape(name)} ?[<\"'{{$:`]", shown) is not None


def test_words_that_are_only_part_of_a_sentence_are_no_button(shown: str) -> None:
    assert stands("Salva e continua", shown)
    assert not stands("Salva e continua domani", shown) and not stands("il questionario", shown)


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")) + [ROOT / "README.md"], ids=ids)
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    targets = {found.partition("#")[0] for found in LINK.findall(page.read_text(encoding="utf-8"))}
    inside = {found for found in targets if found and ":" not in found}
    assert sorted(found for found in inside if not (page.parent / found).exists()) == []


def test_every_picture_is_shown_once_and_said_in_words() -> None:
    found = [line for page in PAGES for line in PICTURE.findall(page.read_text(encoding="utf-8"))]
    assert sorted(path.removeprefix("immagini/") for _, path in found) == sorted(p.name for p in PICTURES.iterdir())
    assert [path for words, path in found if len(words) < 10] == []


def test_pictures_are_few_and_small() -> None:
    files = sorted(PICTURES.iterdir())
    assert 0 < len(files) <= MOST_PICTURES
    for path in files:
        header = path.read_bytes()[:26]
        width, _, _, kind = struct.unpack(">IIBB", header[16:26])
        assert (header[1:4], kind) == (b"PNG", PALETTE), path.name
        assert path.stat().st_size < MOST_BYTES and width in (360, 1100), path.name


def test_the_guide_is_found_from_the_readme() -> None:
    assert "docs/guida/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    index = (GUIDE / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in PAGES if page.name != "README.md" and f"({page.name})" not in index] == []
