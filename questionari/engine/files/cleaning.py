"""What a file is, by its content alone, and the file as it may be kept."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from questionari.engine.answer_types.fields import one_line
from questionari.engine.files.office import ZIP, clean_office, has_revisions, office_kind
from questionari.engine.files.pictures import JPEG, PNG, clean_jpeg, clean_png
from questionari.engine.files.portable import PDF, clean_pdf
from questionari.engine.files.reasons import Unfit

LONGEST_NAME = 100
#: Kind -> how it is called, and its media type.
KINDS: Mapping[str, tuple[str, str]] = {
    "pdf": ("PDF", "application/pdf"),
    "jpg": ("JPEG", "image/jpeg"),
    "png": ("PNG", "image/png"),
    "docx": ("Word (.docx)", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("Excel (.xlsx)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_CLEANERS: Mapping[str, Callable[[bytes], bytes]] = {
    "pdf": clean_pdf,
    "jpg": clean_jpeg,
    "png": clean_png,
    "docx": clean_office,
    "xlsx": clean_office,
}
_UNSAFE = re.compile(r'[\\/:*?"<>|]')
NOT_ALLOWED = "Il file non è di un tipo ammesso (conta il contenuto, non il nome): scelga un file dei tipi indicati."


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file as it is kept. ``stripped``: whether something was taken out of it; ``revised``: its revisions were
    accepted.
    """

    kind: str
    name: str
    content: bytes
    stripped: bool
    revised: bool = False


def clean(name: str, content: bytes, allowed: Collection[str]) -> Cleaned:
    """The file without what it says of people, its name ending with what it is. Raises Unfit."""
    kind = _kind(content)
    if kind is None or kind not in allowed:
        raise Unfit(NOT_ALLOWED)
    kept = _CLEANERS[kind](content)
    return Cleaned(kind, file_name(name, kind), kept, kept != content, kind == "docx" and has_revisions(content))


def _kind(content: bytes) -> str | None:
    starts = ((PDF, "pdf"), (JPEG, "jpg"), (PNG, "png"))
    plain = next((kind for start, kind in starts if content.startswith(start)), None)
    return plain or (office_kind(content) if content.startswith(ZIP) else None)


def file_name(name: str, kind: str) -> str:
    """The last part of a name, on one line, without what file systems and headers stumble over."""
    last = one_line(name.replace("\\", "/").rpartition("/")[2])
    stem = _UNSAFE.sub("_", last.rpartition(".")[0] or last).strip(" .")
    return f"{stem[:LONGEST_NAME] or 'allegato'}.{kind}"
