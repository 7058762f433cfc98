"""What authors hand over to begin a draft: a document, or a form of another house's (XLSForm), told by its content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import FileStorage

from questionari.engine.editing.layout import laid_out
from questionari.usecases.house import Refused
from questionari.usecases.workbench.examining import plain
from questionari.xlsform.findings import FormError, FormFinding
from questionari.xlsform.importing import import_xlsform
from questionari.xlsform.italian import in_italian

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx, xls
FORMS = (".xlsx", ".xls", ".csv", ".md")
NOT_TEXT = "Il file non è un testo UTF-8 né un modulo XLSForm: scelga un altro file."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the text of a document. ``report`` says, row by row, what did not come over from a form as it was."""

    text: str
    origin: str
    report: Sequence[FormFinding] = ()
    from_form: bool = False


def read(file: FileStorage, today: date) -> Upload:
    """The file as a document. Raises Refused with the reason in Italian."""
    content, name = file.read(), plain(file.filename or "file")[:120]
    if content.startswith(WORKBOOKS) or name.lower().endswith(FORMS):
        return _form(content, name, today)
    try:
        return Upload(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        raise Refused("not_text", NOT_TEXT) from error


def _form(content: bytes, name: str, today: date) -> Upload:
    try:
        made = import_xlsform(content, today)
    except FormError as error:
        raise Refused("not_form", f"Il modulo XLSForm non si può leggere: {in_italian(str(error))}.") from error
    return Upload(laid_out(made.document), name, made.findings, True)
