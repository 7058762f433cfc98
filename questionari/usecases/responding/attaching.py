"""Files that answer a question: attached, replaced, taken away, given back, by the respondent and to who reads it.

A file is judged by its content and cleaned before it is sealed (engine/files); the answer refers to it by a random key.
"""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari import antivirus
from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question
from questionari.engine.files import KINDS, Cleaned, clean
from questionari.engine.files.reasons import Unfit
from questionari.engine.values import Attached
from questionari.engine.wording import translated
from questionari.store import attachments, records
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.cells import UNKNOWN, Writer
from questionari.usecases.responding.pages import find_page
from questionari.usecases.responding.points import ATTACHMENT
from questionari.usecases.responding.saving import write_answer
from questionari.usecases.responding.standing import Standing, require_open, standing

log = logging.getLogger(__name__)
MEGA = 1024 * 1024
USUAL_MB, LARGEST_MB, TOTAL_MB = 5, 10, 30
EMPTY = Refused("file_refused", "Scelga un file, poi prema «Carica il file».")
TOO_LARGE = "Il file è troppo grande: al massimo {size} MB."
INFECTED = Refused(
    "file_refused",
    "L'antivirus ha trovato un programma pericoloso in questo file: non è stato caricato. Lo faccia vedere a "
    "chi cura i Suoi computer.",
)
UNSEEN = Refused(
    "file_refused",
    "Il controllo antivirus ora non risponde: il file non è stato caricato. Riprovi fra qualche minuto; le altre "
    "risposte sono salvate.",
)
TOO_MANY = "I file di questo questionario superano insieme {size} MB: ne scelga uno più piccolo."


@dataclass(frozen=True, slots=True)
class FileState:
    """One question that is answered with a file, as its own page shows it. ``types`` are the kinds of file taken."""

    case: Case
    question: Question
    page: str
    words: str
    types: str
    max_mb: int
    writable: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file to be saved by who asked for it."""

    name: str
    media_type: str
    content: bytes


def load_file_question(
    session: Session, house: House, now: datetime, public_id: str, code: str, who: Writer = UNKNOWN
) -> FileState:
    """What is attached and what may be. Raises NotFound (no such question), Refused (off the path, never entered)."""
    case = load_case(session, house, now, public_id, who)
    question, page = _question(case, code)
    file = case.draft(code).value
    return FileState(
        case=case,
        question=question,
        page=page,
        words=answer_type(question).text(question, file, case.language) if isinstance(file, Attached) else "",
        types=types_of(question),
        max_mb=limit_of(question),
        writable=standing(case.header, now) is Standing.OPEN,
    )


def types_of(question: Question) -> str:
    """The kinds of file taken, in words that are the same in every language."""
    return ", ".join(KINDS[kind][0] for kind in KINDS if kind in (question.file_types or KINDS))


def limit_of(question: Question) -> int:
    """The largest file, in MB."""
    return question.max_mb or USUAL_MB


def examine(
    session: Session,
    house: House,
    now: datetime,
    public_id: str,
    code: str,
    sent: tuple[str, bytes],
    who: Writer = UNKNOWN,
) -> Cleaned:
    """A file (name, content) as it may be kept. Nothing is written: a large file holds no other answer up.

    Raises NotFound; Refused "file_refused" (the message says why), or that nothing may be written any more.
    """
    case = load_case(session, house, now, public_id, who)
    require_open(case.header, now)
    question, _ = _question(case, code)
    return _cleaned(question, *sent, case.language)


def scan(house: House, found: Cleaned) -> None:
    """Show a file to the installation's antivirus, outside any transaction. Raises Refused "file_refused".

    Where one is set and does not answer no file passes (security.md 63: fail closed).
    """
    address = house.settings.clamav_socket
    try:
        infected = antivirus.found_in(address, found.content) if address else ""
    except antivirus.Unreachable as error:
        log.error("a file was refused, the antivirus gave no verdict: %s", error)
        raise UNSEEN from error
    if infected:
        log.warning("a file was refused, the antivirus found %s", infected)
        raise INFECTED


def attach(
    session: Session, house: House, now: datetime, public_id: str, code: str, found: Cleaned, who: Writer = UNKNOWN
) -> None:
    """Answer with a file that was examined and scanned, in place of any other.

    Raises NotFound; Refused "file_refused" (all files together are too much), or that nothing may be written any more.
    """
    records.lock(session, public_id)  # no save comes between
    case = load_case(session, house, now, public_id, who)
    require_open(case.header, now)
    question, _ = _question(case, code)
    file_id = uuid.uuid4()  # random throughout: a key tells nothing of when
    raw = answer_type(question).raw(question, Attached.file(file_id.hex, found.name, len(found.content)))
    _replace(session, now, case, {code: raw}, who, file_id)
    attachments.add(session, case.response_id, code, file_id, found.content, case.key, now)
    if attachments.total(session, case.response_id) > TOTAL_MB * MEGA:
        raise Refused("file_refused", translated(TOO_MANY, case.language).format(size=TOTAL_MB))


def detach(session: Session, house: House, now: datetime, public_id: str, code: str, who: Writer = UNKNOWN) -> None:
    """Take the file away. Raises as `attach` does."""
    records.lock(session, public_id)
    case = load_case(session, house, now, public_id, who)
    require_open(case.header, now)
    _question(case, code)
    _replace(session, now, case, {code: {}}, who, None)


def _replace(
    session: Session, now: datetime, case: Case, changed: Mapping[str, Raw], who: Writer, file_id: uuid.UUID | None
) -> None:
    """The new answer; the file that was there is gone, unless it was part of a submission."""
    code = next(iter(changed))
    page = next(p for p in case.definition.pages() if code in p.questions)
    write_answer(session, now, case, page, changed, who)
    attachments.drop_drafts(session, case.response_id, [file_id] if file_id else (), code)


def _cleaned(question: Question, name: str, content: bytes, language: str) -> Cleaned:
    if not content:
        raise EMPTY
    if len(content) > limit_of(question) * MEGA:
        raise Refused("file_refused", translated(TOO_LARGE, language).format(size=limit_of(question)))
    try:
        return clean(name, content, question.file_types or KINDS)
    except Unfit as unfit:
        raise Refused("file_refused", unfit.message) from unfit


def _question(case: Case, code: str) -> tuple[Question, str]:
    """The question and its page. Raises NotFound, Refused "off_path"."""
    question = case.definition.questions.get(code)
    page = next((p.code for p in case.definition.pages() if code in p.questions), None)
    if question is None or question.type != ATTACHMENT or page is None:
        raise NotFound("domanda")
    find_page(case, page)
    if not case.path.asked(code):
        raise NotFound("domanda")
    return question, page


def own_file(session: Session, house: House, now: datetime, public_id: str, code: str, who: Writer = UNKNOWN) -> File:
    """The file that a draft holds. Raises NotFound."""
    case = load_case(session, house, now, public_id, who)
    _question(case, code)
    return file_of(session, case.response_id, case.key, case.draft(code).value)


def file_of(session: Session, response_id: uuid.UUID, key: bytes, value: object) -> File:
    """The file an answer refers to. Raises NotFound where it refers to none, or to one that is gone."""
    file_id = uuid.UUID(value) if isinstance(value, Attached) else None
    content = attachments.content(session, response_id, file_id, key) if file_id else None
    if content is None or not isinstance(value, Attached):
        raise NotFound("file")
    kind = value.words.rpartition(".")[2]
    return File(value.words, KINDS[kind][1] if kind in KINDS else "application/octet-stream", content)


def keep_files(session: Session, case: Case) -> None:
    """With a submission: the files that its answers refer to, hidden ones too, are kept; no other is."""
    values = (draft.value for draft in case.drafts.values())
    files = [uuid.UUID(value) for value in values if isinstance(value, Attached)]
    if any(question.type == ATTACHMENT for question in case.definition.questions.values()):
        attachments.keep(session, case.response_id, files)
        attachments.drop_drafts(session, case.response_id)
