"""Files that people attach: known by their content, kept without what they say of people, refused with the way out."""

import zlib
from collections.abc import Callable, Collection
from io import BytesIO
from zipfile import ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

from questionari.engine.files import KINDS, clean, file_name
from questionari.engine.files.cleaning import NOT_ALLOWED
from questionari.engine.files.office import LOCKED as LOCKED_DOCUMENT, MACROS, REVISIONS
from questionari.engine.files.portable import ACTIVE, HIDDEN as HIDDEN_IN_PDF, LOCKED
from questionari.engine.files.reasons import DAMAGED, Unfit
from tests.attached_files import HIDDEN, jpeg, office, pdf, png

MAKERS: dict[str, Callable[[], bytes]] = {
    "jpg": jpeg,
    "png": png,
    "pdf": pdf,
    "docx": office,
    "xlsx": lambda: office("xl/workbook.xml", xl__printerSettings__a=HIDDEN.encode()),
}


def refused(content: bytes, allowed: Collection[str] = tuple(KINDS)) -> str:
    with pytest.raises(Unfit) as refusal:
        clean("x", content, allowed)
    return refusal.value.message


def inside(content: bytes) -> bytes:
    """All that a file holds, archives part by part."""
    if not content.startswith(b"PK"):
        return content
    with ZipFile(BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_known_by_its_content_and_loses_what_it_says_of_its_author(kind: str) -> None:
    content = MAKERS[kind]()
    assert HIDDEN.encode() in inside(content)
    found = clean("Statuto di prova.exe", content, KINDS)
    assert (found.kind, found.name, found.stripped) == (kind, f"Statuto di prova.{kind}", True)
    assert HIDDEN.encode() not in inside(found.content)
    again = clean(found.name, found.content, KINDS)
    assert again.content == found.content or kind in ("docx", "xlsx")


def test_a_photograph_looks_as_it_did_and_stands_as_it_was_held() -> None:
    before, after = Image.open(BytesIO(jpeg())), Image.open(BytesIO(clean("a", jpeg(), KINDS).content))
    assert after.tobytes() == before.tobytes()
    assert dict(after.getexif()) == {0x0112: 6}
    assert Image.open(BytesIO(clean("a", png(), KINDS).content)).size == (4, 2)


def test_a_pdf_keeps_the_place_of_everything() -> None:
    kept = clean("a", pdf(), KINDS).content
    assert len(kept) == len(pdf())
    assert kept.index(b"endstream") == pdf().index(b"endstream")
    assert b"(                 )" in kept  # the title too, with the brackets in it
    chapter = b"9 0 obj\n<< /Title (Capo primo) >>\nendobj\n"
    assert b"Capo primo" in clean("a", pdf(chapter), KINDS).content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NOT_ALLOWED),
        (b"MZ\x90\0" + b"\0" * 100, NOT_ALLOWED),
        (b"<html><script>alert(1)</script>", NOT_ALLOWED),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NOT_ALLOWED),
        (office("META-INF/manifest.xml"), NOT_ALLOWED),
        (office(word__vbaProject__bin=b"x"), MACROS),
        (office(word__embeddings__a=b"x"), MACROS),
        (office(word__comments__xml=b"<a/>"), REVISIONS),
        (office(body='<w:ins w:author="x"><w:r/></w:ins>'), REVISIONS),
        (office(body="<!DOCTYPE a>"), DAMAGED),
        (office(word__media__a=b"\0" * 50_000_000), LOCKED_DOCUMENT),
        (office()[:-30], DAMAGED),
        (jpeg()[:200], DAMAGED),
        (png()[:-20], DAMAGED),
        (pdf().replace(b"%%EOF", b""), DAMAGED),
        (pdf(b"9 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n"), ACTIVE),
        (pdf(b"9 0 obj\n<< /S /Java#53cript >>\nendobj\n"), ACTIVE),
        (pdf(b"<< /Encrypt 9 0 R >>"), LOCKED),
        (pdf(b"9 0 obj\n<< /Subtype /Text /T (x) >>\nendobj\n"), HIDDEN_IN_PDF),
        (pdf(info=b"/#41uthor (x)"), HIDDEN_IN_PDF),
        (
            pdf(
                b"9 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n"
                + zlib.compress(b"<< /Author (x) >>")
                + b"\nendstream\nendobj\n"
            ),
            HIDDEN_IN_PDF,
        ),
        (
            pdf(b"9 0 obj\n<< /Type /Metadata /Filter /FlateDecode >>\nstream\nxx\nendstream\nendobj\n"),
            HIDDEN_IN_PDF,
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_way_out(content: bytes, message: str) -> None:
    assert refused(content) == message


def test_a_kind_that_the_question_does_not_take_is_refused_whatever_its_name() -> None:
    assert refused(png(), ("pdf",)) == NOT_ALLOWED


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.data())
def test_a_spoilt_file_is_kept_or_refused_and_never_breaks_anything(kind: str, data: st.DataObject) -> None:
    content = bytearray(MAKERS[kind]())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    for spoilt in (bytes(content), bytes(content[:cut])):
        try:
            assert clean("a", spoilt, KINDS).kind in KINDS
        except Unfit as refusal:
            assert refusal.message


PARTS = ("[Content_Types].xml", "word/document.xml", "città.xml")


def archive(method: int = 8) -> bytearray:
    """An archive with the parts of a document, one of them with a letter of Unicode in its name."""
    out = BytesIO()
    with ZipFile(out, "w", method) as written:
        for name in PARTS:
            written.writestr(name, "<x/>" * 20)
    return bytearray(out.getvalue())


def name_in_no_alphabet() -> bytearray:
    spoilt = archive()
    spoilt[spoilt.index("à".encode())] = 0xFF  # the first of the two is the one beside the part
    return spoilt


def part_before_the_beginning() -> bytearray:
    spoilt = archive()
    directory = spoilt.rindex(b"PK\x05\x06")
    spoilt[directory + 12 : directory + 16] = (2**31).to_bytes(4, "little")
    return spoilt


def nameless_part() -> bytearray:
    spoilt = archive()
    at = spoilt.rindex(b"PK\x01\x02")
    length = int.from_bytes(spoilt[at + 28 : at + 30], "little")
    spoilt[at + 28 : at + 32] = b"\0\0" + length.to_bytes(2, "little")
    return spoilt


@pytest.mark.parametrize(
    "content", [name_in_no_alphabet(), part_before_the_beginning(), nameless_part(), archive(ZIP_LZMA)]
)
def test_a_document_whose_archive_is_damaged_is_refused(content: bytearray) -> None:
    assert refused(bytes(content)) == DAMAGED


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Utenti\\x\\Statuto.PDF", "Statuto.pdf"),
        ("", "allegato.pdf"),
        (" . ", "allegato.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("fattura\u202efdp.exe", "fattura fdp.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_name_is_one_line_and_ends_with_what_the_file_is(given_name: str, kept: str) -> None:
    assert file_name(given_name, "pdf") == kept
