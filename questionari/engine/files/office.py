"""Word and Excel documents without author, company, program, hidden days, revisions; none with macros or comments."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from questionari.engine.files.archives import read_part
from questionari.engine.files.pictures import JPEG, PNG, clean_jpeg, clean_png
from questionari.engine.files.reasons import DAMAGED, Unfit
from questionari.engine.files.relations import kept_inside
from questionari.engine.files.revisions import REVISIONS, accepted, is_revised, without

ZIP = b"PK\x03\x04"
#: What reading a damaged archive may raise: names in no alphabet, places before its beginning or beyond any number.
BROKEN = (
    BadZipFile,
    LargeZipFile,
    ValueError,
    OverflowError,
    IndexError,
    OSError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
)
MOST_PARTS, MOST_BYTES, MOST_RATIO = 2_000, 60 * 1024 * 1024, 200
_PLAIN = 1024 * 1024  # below this an inflated part may be any number of times what it was
MACROS = "Il documento contiene macro o altri file: lo salvi senza (come .docx o .xlsx), oppure come PDF."
LOCKED = "Il documento è protetto o troppo grande da aprire: lo salvi senza password, o come PDF."
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_FOREIGN = re.compile(r"vbaProject|vbaData|/embeddings/|/activeX/|/externalLinks/|customUI", re.IGNORECASE)
_ANNOTATED = re.compile(r"comments|threadedComment|/revisions/", re.IGNORECASE)
#: Elements that tell of people: who commented, where the template and the document lay, who reserved it.
_TELLS = re.compile(rb"<((?:w15:)?person(?=\s)|w:attachedTemplate(?=[\s/>])|x15ac:absPath|fileSharing)")
_PRINTER = re.compile(r".*/printerSettings/[^/]*", re.IGNORECASE)
_ABOUT = re.compile(r"docProps/(core|app|custom)\.xml|.*thumbnail\.[a-z]+", re.IGNORECASE)
_STAMPS = re.compile(rb' (?:w:rsid\w*|w15?:author|w:author|w:initials|w:date)="[^"]*"')
_CORE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BLANK = {
    "core": _CORE
    + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "app": _CORE + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "custom": _CORE + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
#: What is looked for is written "w:…" by every program we know; under another prefix it would be overlooked.
_RENAMED = re.compile(rb"""xmlns(?::(?!w\s*=)[^\s=:]++)?\s*=\s*["'][^"']*/wordprocessingml/(?:2006/)?main["']""")
_DAY = (1980, 1, 1, 0, 0, 0)


def office_kind(data: bytes) -> str | None:
    """Which of the two a file is by its parts; None for any other archive. Raises Unfit for what is none."""
    with _opened(data) as archive:
        names = set(archive.namelist())
    return next((kind for kind, main in _MAIN.items() if {main, "[Content_Types].xml"} <= names), None)


def clean_office(data: bytes) -> bytes:
    """The document written anew, part by part. Raises Unfit."""
    out = BytesIO()
    with _opened(data) as archive, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for name, content in _parts(archive):
            info = ZipInfo(name, _DAY)
            info.compress_type = ZIP_DEFLATED
            written.writestr(info, content)
    return out.getvalue()


def has_revisions(data: bytes) -> bool:
    """Whether a document that `clean_office` has cleaned had revisions, which it has accepted."""
    with _opened(data) as archive:
        return any(is_revised(_read(archive, info)) for info in archive.infolist() if info.filename.endswith(".xml"))


def _opened(data: bytes) -> ZipFile:
    """The archive, judged by what it declares before anything is inflated."""
    try:
        archive = ZipFile(BytesIO(data))
    except BROKEN as error:
        raise Unfit(DAMAGED) from error
    parts = archive.infolist()
    total, packed = sum(p.file_size for p in parts), len(data) + 1
    bomb = total > _PLAIN and total / packed > MOST_RATIO
    if len(parts) > MOST_PARTS or total > MOST_BYTES or bomb or any(p.flag_bits & 1 for p in parts):
        raise Unfit(LOCKED)
    return archive


def _parts(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    names = [info.filename for info in archive.infolist()]
    if not all(names):
        raise Unfit(DAMAGED)
    if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Unfit(DAMAGED)
    if any(map(_FOREIGN.search, names)):
        raise Unfit(MACROS)
    if any(map(_ANNOTATED.search, names)):
        raise Unfit(REVISIONS)
    for info in archive.infolist():
        if not info.is_dir():
            yield info.filename, _part(info.filename, _read(archive, info))


def _read(archive: ZipFile, info: ZipInfo) -> bytes:
    """A part, never more of it than was declared."""
    try:
        return read_part(archive, info)
    except BROKEN as error:
        raise Unfit(DAMAGED) from error


def _part(name: str, content: bytes) -> bytes:
    """A part without what it says of people."""
    about = _ABOUT.fullmatch(name)
    if about is not None:
        return _BLANK.get(about[1] or "", b"")
    if _PRINTER.fullmatch(name):
        return bytes(len(content))
    if content.startswith(JPEG):
        return clean_jpeg(content)
    if content.startswith(PNG):
        return clean_png(content)
    treat = _BY_ENDING.get(name.lower().rpartition(".")[2])
    return treat(content) if treat else content


def _of_xml(content: bytes) -> bytes:
    if b"\0" in content or b"<!DOCTYPE" in content or _RENAMED.search(content):  # UTF-16 has the first
        raise Unfit(DAMAGED)
    return _STAMPS.sub(b"", without(accepted(content), _TELLS))


_BY_ENDING: Mapping[str, Callable[[bytes], bytes]] = {"rels": kept_inside, "xml": _of_xml}
