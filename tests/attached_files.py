"""Small files of the kinds that are taken, each with something hidden in it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image, PngImagePlugin

HIDDEN = "AUTRICE NASCOSTA"
_AUTHOR, _TURNED, _QUARTER = 0x013B, 0x0112, 6
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def jpeg() -> bytes:
    """A photograph turned by a quarter, with its author, a comment, and bytes after its end."""
    exif, out = Image.Exif(), BytesIO()
    exif[_AUTHOR], exif[_TURNED] = HIDDEN, _QUARTER
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif, comment=HIDDEN.encode(), progressive=True)
    return out.getvalue() + HIDDEN.encode()


def png() -> bytes:
    """A picture with a text beside it."""
    about, out = PngImagePlugin.PngInfo(), BytesIO()
    about.add_text("Author", HIDDEN)
    Image.new("RGB", (4, 2), "red").save(out, "PNG", pnginfo=about)
    return out.getvalue()


def pdf(more: bytes = b"", info: bytes = b"") -> bytes:
    """A page, its author, a description of it, and whatever else."""
    objects = (
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        b"3 0 obj\n<< /Title (Statuto \\(bozza\\)) /Author (" + HIDDEN.encode() + b") " + info + b" >>\nendobj\n"
        b"4 0 obj\n<< /Type /Metadata /Subtype /XML /Length 25 >>\nstream\n<x>" + HIDDEN.encode() + b"</x>\n"
        b"endstream\nendobj\n"
    )
    return b"%PDF-1.7\n" + objects + more + b"\ntrailer\n<< /Root 1 0 R /Info 3 0 R >>\nstartxref\n0\n%%EOF\n"


def office(main: str = "word/document.xml", body: str = "<w:p/>", **parts: bytes) -> bytes:
    """A Word (or Excel) document by its author; names of more parts have two underscores for each bar."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, f'<w:document xmlns:w="{WORD}" w:rsidR="00AB">{body}</w:document>')
        archive.writestr("docProps/core.xml", f"<creator>{HIDDEN}</creator>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()
