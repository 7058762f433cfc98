"""What a Word or Excel document leads to outside itself: links to press stay, what opening it would fetch does not."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from questionari.engine.files import KINDS, clean
from questionari.engine.files.reasons import DAMAGED, Unfit
from questionari.engine.files.relations import LARGEST, LINKED, kept_inside
from tests.attached_files import HIDDEN, office, pdf


def relations(*kinds: str, mode: str = "External") -> bytes:
    """What a part leads to, all of it outside."""
    told = (
        f'<r:Relationship Id="{kind}" Type="http://x/{kind}" Target="{HIDDEN}&amp;{kind}" TargetMode="{mode}"/>'
        for kind in kinds
    )
    return f'<r:Relationships xmlns:r="http://x">{"".join(told)}</r:Relationships>'.encode()


def kept(body: str = "<w:p/>", **parts: bytes) -> dict[str, bytes]:
    """The parts of a document as it is kept."""
    content = clean("Statuto.docx", office(body=body, **parts), KINDS).content
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_of_what_lies_outside_only_links_to_be_pressed_stay() -> None:
    parts = {
        "word___rels__settings.xml.rels": relations("attachedTemplate"),
        "word___rels__document.xml.rels": relations("hyperlink"),
        "word__settings.xml": b'<w:a><w:attachedTemplate r:id="attachedTemplate"/><w:b/></w:a>',
    }
    found = kept(**parts)
    assert found["word/settings.xml"] == b"<w:a><w:b/></w:a>"
    assert found["word/_rels/settings.xml.rels"].endswith(b'relationships"></Relationships>')
    assert found["word/_rels/document.xml.rels"] == parts["word___rels__document.xml.rels"]
    again = kept(**{"word___rels__settings.xml.rels": relations("attachedTemplate", "hyperlink")})
    link = f'Id="hyperlink" Type="http://x/hyperlink" Target="{HIDDEN}&amp;hyperlink" TargetMode="External"/></'
    assert link.encode() in again["word/_rels/settings.xml.rels"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("word___rels__document.xml.rels", relations("image", mode="Ext&#101;rnal"), LINKED),
        ("word___rels__document.XML.RELS", relations("hyperlink", "oleObject"), LINKED),
        ("word___rels__document.xml.rels", b"<!DOCTYPE a><a/>", DAMAGED),
        ("word___rels__document.xml.rels", b"<Relationships>", DAMAGED),
        ("word__a.xml", b"<person a>" * 90_000, DAMAGED),
        ("word__a.xml", b'<person a=""></person >' * 40_000, DAMAGED),
        ("word__a.xml", b"<x15ac:absPath" * 60_000, DAMAGED),
        ("word__a.xml", b"xmlns:" * 150_000 + b"<fileSharing", DAMAGED),
        ("word__a.xml", "<a/>".encode("utf-16-be"), DAMAGED),
    ],
)
def test_what_opening_a_document_would_fetch_makes_it_unfit(name: str, content: bytes, message: str) -> None:
    with pytest.raises(Unfit) as refusal:
        kept(**{name: content})
    assert refusal.value.message == message


def test_a_name_that_holds_the_end_of_a_tag_is_no_text_of_the_document() -> None:
    by = f'w:author="{HIDDEN} > noi" w:date="x"'
    body = f"<w:p><w:ins {by}><w:t>resta</w:t></w:ins><w:del {by}><w:t>via</w:t></w:del></w:p>"
    assert kept(body=body)["word/document.xml"].endswith(b"><w:p><w:t>resta</w:t></w:p></w:document>")


def test_relations_longer_than_any_document_has_are_not_read() -> None:
    with pytest.raises(Unfit):
        kept_inside(b"<a>" + b" " * LARGEST + b"</a>")


def test_a_pdf_with_thousands_of_authors_of_their_own_is_cleaned_in_one_look() -> None:
    authors = range(10_000, 18_000)
    told = b"".join(
        b"%d 0 obj\n<</Author %d 0 R>>\nendobj\n%d 0 obj\n(x)\nendobj\n" % (i, i + 90_000, i + 90_000) for i in authors
    )
    assert b"(x)" not in clean("a.pdf", pdf(told), KINDS).content
