"""Files that people attach: known by their content, kept without what they say of people, refused with the way out."""

import random
import struct
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
from tests.attached_files import HIDDEN, WORD, jpeg, office, pdf, png

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
    "author",
    [
        b"9 0 obj\n(Nome \\) Cognome)\nendobj\n",
        b"9  0 obj <4E6F6D65>\nendobj\n",
        b"9 0 obj\n\n(Nome (di) prova)\nendobj\n",
    ],
)
def test_an_author_who_stands_in_an_object_of_his_own_is_blanked_there(author: bytes) -> None:
    title = b"10 0 obj\n(Titolo di prova)\nendobj\n"
    told = b"8 0 obj\n<< /Author 9 0 R /Title 10 0 R >>\nendobj\n"
    for content in (pdf(title + author + told), pdf(told + author + title)):
        kept = clean("a", content, KINDS).content
        assert len(kept) == len(content)
        assert not [word for word in (b"Nome", b"Cognome", b"4E6F", b"prova)", b"Titolo") if word in kept]
    beside = b"19 0 obj\n(Resta)\nendobj\n"
    assert b"(Resta)" in clean("a", pdf(beside + author + told + title), KINDS).content


def test_an_author_who_is_said_to_stand_where_nothing_is_makes_the_file_unfit() -> None:
    assert refused(pdf(b"8 0 obj\n<< /Author 9 0 R >>\nendobj\n")) == HIDDEN_IN_PDF
    assert refused(pdf(b"8 0 obj\n<< /#41uthor 9 0 R >>\nendobj\n9 0 obj\n(x)\nendobj\n")) == HIDDEN_IN_PDF
    packed = zlib.compress(b"<< /Producer 9 0 R >>")
    stream = b"8 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\nendobj\n"
    assert refused(pdf(stream + b"9 0 obj\n(x)\nendobj\n")) == HIDDEN_IN_PDF


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
        (office(body='<w:tr><w:trPr><w:del w:author="x"/></w:trPr></w:tr>'), REVISIONS),
        (office(body='<w:tcPr><w:cellDel w:author="x"/></w:tcPr>'), REVISIONS),
        (office(body="<w:del><w:ins><w:del/></w:ins><w:del>x</w:del></w:del>"), REVISIONS),
        (office(body="<w:ins><w:p></w:ins></w:p><w:r>"), REVISIONS),
        (office(body="<w:del>" * 100_000), DAMAGED),
        (office(**{"word__footer1.xml": f'<x:ftr xmlns:x="{WORD}"><x:ins x:author="a"/></x:ftr>'.encode()}), DAMAGED),
        (office(**{"word__footer1.xml": f'<ftr xmlns="{WORD}"/>'.encode()}), DAMAGED),
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


def test_revisions_are_accepted_and_nobody_who_made_them_is_named() -> None:
    by = f'w:id="1" w:author="{HIDDEN}" w:date="2026-01-01T00:00:00Z"'
    body = (
        f"<w:p><w:pPr><w:rPr><w:ins {by}/></w:rPr><w:pPrChange {by}><w:pPr/></w:pPrChange></w:pPr>"
        f"<w:ins {by}><w:r><w:rPr><w:rPrChange {by}><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr>"
        "<w:t>resta</w:t></w:r></w:ins>"
        f"<w:del {by}><w:r><w:delText>va via</w:delText></w:r></w:del>"
        f'<w:moveFromRangeStart {by} w:name="m"/><w:moveFrom {by}><w:r><w:t>era qui</w:t></w:r></w:moveFrom>'
        f'<w:moveFromRangeEnd w:id="1"/><w:moveTo {by}><w:r><w:t>spostato</w:t></w:r></w:moveTo></w:p>'
        f"<w:tr><w:trPr><w:ins {by}/></w:trPr><w:tc/></w:tr>"
    )
    found = clean("Statuto.docx", office(body=body), KINDS)
    with ZipFile(BytesIO(found.content)) as archive:
        kept = archive.read("word/document.xml").decode().partition(">")[2]
    assert kept == (
        "<w:p><w:pPr><w:rPr></w:rPr></w:pPr><w:r><w:rPr></w:rPr><w:t>resta</w:t></w:r><w:r><w:t>spostato</w:t></w:r></w:p>"
        "<w:tr><w:trPr></w:trPr><w:tc/></w:tr></w:document>"
    )
    assert (found.revised, found.stripped) == (True, True)
    assert not clean("Statuto.docx", office(), KINDS).revised


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


def test_a_document_may_be_large_and_a_small_one_may_hold_blanks() -> None:
    noise = random.Random(1).randbytes(1_100_000)
    assert clean("a", office(word__media__a=noise), KINDS).kind == "docx"
    assert clean("a", office(word__media__a=b"\0" * 900_000), KINDS).kind == "docx"


@pytest.mark.parametrize("name", ["..__x", "word__..__x", "__x"])
def test_a_part_that_would_lie_outside_makes_a_document_unfit(name: str) -> None:
    assert refused(office(**{name: b"x"})) == DAMAGED


def test_a_picture_keeps_its_measure_and_loses_its_thumbnail() -> None:
    plain = BytesIO()
    Image.new("RGB", (4, 2), "red").save(plain, "JPEG", dpi=(300, 300))
    head = b"\xff\xe0\x00\x10JFIF\0\x01\x01\x01\x01\x2c\x01\x2c\0\0"
    assert plain.getvalue().startswith(b"\xff\xd8" + head)
    assert clean("a", plain.getvalue(), KINDS).content == plain.getvalue()
    thumbnail = head[:2] + b"\x00\x13" + head[4:-2] + b"\x01\x01abc"
    with_it = b"\xff\xd8" + thumbnail + plain.getvalue()[2 + len(head) :]
    assert clean("a", with_it, KINDS).content == plain.getvalue()
    extension = b"\xff\xe0\x00\x07JFXX\0"
    assert clean("a", b"\xff\xd8" + head + extension + plain.getvalue()[20:], KINDS).content == plain.getvalue()


def test_markers_without_a_length_and_fillers_before_a_marker_are_walked_over() -> None:
    plain = BytesIO()
    Image.new("RGB", (4, 2), "red").save(plain, "JPEG")
    content = plain.getvalue()
    assert clean("a", b"\xff\xd8\xff\x01\xff" + content[2:], KINDS).content == b"\xff\xd8\xff\x01" + content[2:]


@pytest.mark.parametrize(("order", "sign"), [(b"II*\0", "<"), (b"MM\0*", ">")])
def test_which_way_up_a_photograph_is_is_written_anew(order: bytes, sign: str) -> None:
    plain = BytesIO()
    Image.new("RGB", (4, 2), "red").save(plain, "JPEG")
    content = plain.getvalue()
    assert content[2:4] == b"\xff\xe0"

    def photographed(turned: int) -> bytes:
        place = struct.pack(f"{sign}HHIHH", 0x8825, 4, 1, 99, 0)
        tiff = order + struct.pack(f"{sign}IH", 8, 2) + place + struct.pack(f"{sign}HHIHHI", 0x0112, 3, 1, turned, 0, 0)
        return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff + content[2:]

    exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*" + bytes.fromhex("00000008 0001 0112 0003 00000001 0008 0000 00000000")
    assert clean("a", photographed(8), KINDS).content == b"\xff\xd8" + exif + content[2:]
    for upright in (0, 1, 9):
        assert clean("a", photographed(upright), KINDS).content == content
