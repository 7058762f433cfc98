"""Drafts of questionnaires: begun, saved revision by revision, taken back, thrown away. Nothing typed is lost."""

import difflib
import itertools
import json
import uuid
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.editing.layout import laid_out
from questionari.store import consultations, drafts as store
from questionari.store.models.drafts import DraftRevision, QuestionnaireDraft
from questionari.store.types import new_id
from questionari.usecases import audit
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.questionnaires import list_published
from questionari.usecases.workbench import proving
from questionari.usecases.workbench.examining import examine, identity, plain
from questionari.usecases.workbench.versions import document_of, find_version

LONGEST = 2_000_000  # bytes as a form sends them; the whole form holds 2 MB and some room for its other fields
MOST_REVISIONS = 1_000_000  # no draft has so many: a greater number in an address need not fit a database's integer
MOST_COMPARED = 40_000  # lines of two texts: beyond, comparing them may take minutes, with the draft locked
TOO_LONG_TO_COMPARE = "I due testi hanno troppe righe per mostrare qui che cosa è cambiato: li scarichi e li confronti."
UNTITLED = "Questionario senza titolo"
BLANK = """{
  "code": "NUOVO",
  "version": "2027.1",
  "title": {"it": "Titolo del questionario"},
  "languages": ["it"],
  "unit": "service",
  "cardinality": "one",
  "sections": [
    {
      "code": "S1",
      "title": {"it": "Prima sezione"},
      "pages": [
        {
          "code": "P1",
          "title": {"it": "Prima pagina"},
          "questions": [
            {"code": "Q1", "type": "yes_no", "text": {"it": "Prima domanda"}, "required": true}
          ]
        }
      ]
    }
  ]
}
"""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in the list."""

    id: uuid.UUID
    code: str
    version: str
    title: str
    origin: str
    revision: int
    saved_at: datetime
    saved_by: str
    approved_by: str | None
    published_sha256: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with the text of a revision, the newest unless another was asked for."""

    line: DraftLine
    text: str


@dataclass(frozen=True, slots=True)
class PastRevision:
    """A revision in the history of a draft."""

    revision: int
    saved_at: datetime
    saved_by: str
    note: str


class Overtaken(Refused):
    """Somebody has saved meanwhile. ``now`` is the newest draft, ``changes`` what she changed, line by line."""

    def __init__(self, now: Draft, changes: tuple[str, ...]) -> None:
        super().__init__("overtaken", f"Nel frattempo {now.line.saved_by} ha salvato la revisione {now.line.revision}.")
        self.now = now
        self.changes = changes


def list_drafts(session: Session) -> tuple[DraftLine, ...]:
    """Drafts neither published nor thrown away, the latest saved first."""
    return tuple(map(_line, store.living(session)))


def _line(row: QuestionnaireDraft) -> DraftLine:
    approved = row.approved_by if row.approved_revision == row.revision else None
    title = row.title or UNTITLED
    facts = (row.id, row.code, row.version, title, row.origin, row.revision, row.saved_at, row.saved_by)
    return DraftLine(*facts, approved, row.published_sha256)


def begin(session: Session, now: datetime, actor: Actor, text: str, origin: str) -> uuid.UUID:
    """A new draft. Raises Refused for a text too long."""
    _refuse_long(text)
    who, said = actor.id or actor.kind, identity(text)
    row = QuestionnaireDraft(
        id=new_id(),
        code=said.code,
        version=said.version,
        title=said.title,
        origin=plain(origin)[:200],
        revision=1,
        created_at=now,
        created_by=who,
        saved_at=now,
        saved_by=who,
    )
    session.add(row)
    session.flush()
    _keep(session, row, text, "Inizio")
    audit.record(session, now, actor, "draft.created", ("questionnaire_draft", row.id), code=said.code)
    return row.id


def begin_from(session: Session, now: datetime, actor: Actor, code: str, version: str) -> uuid.UUID:
    """A new draft that begins as a published version, with the next number that is free. Raises NotFound."""
    document = json.loads(document_of(session, find_version(session, code, version).sha256))
    taken = {found.version for found in list_published(session) if found.code == code}
    document["version"] = next_version(version, taken)
    return begin(session, now, actor, laid_out(document), f"{code}, versione {version}")


def next_version(version: str, taken: Collection[str]) -> str:
    """The first number after a version that nobody has: 2026.1 -> 2026.2, 2026 -> 2026.1."""
    year, _, rest = version.partition(".")
    first = int(rest.partition(".")[0] or 0) + 1
    return next(name for name in (f"{year}.{number}" for number in itertools.count(first)) if name not in taken)


def load(session: Session, draft_id: uuid.UUID, revision: int | None = None) -> Draft:
    """A draft, also a published one. Raises NotFound."""
    found = row(session, draft_id)
    if revision is not None and not 0 < revision <= found.revision:
        raise NotFound("revisione")  # also a number that no database takes
    return Draft(_line(found), text_of(session, draft_id, revision or found.revision))


def text_of(session: Session, draft_id: uuid.UUID, revision: int) -> str:
    """The text of a revision. Raises NotFound."""
    kept = session.get(DraftRevision, (draft_id, revision)) if revision < MOST_REVISIONS else None
    if kept is None:
        raise NotFound("revisione")
    return zlib.decompress(kept.text).decode("utf-8", "surrogatepass")


def row(session: Session, draft_id: uuid.UUID, lock: bool = False) -> QuestionnaireDraft:
    """The row of a draft that was not thrown away. Raises NotFound."""
    found = session.get(QuestionnaireDraft, draft_id, with_for_update=lock or None)
    if found is None or found.dropped_at is not None:
        raise NotFound("bozza")
    return found


def writable(session: Session, draft_id: uuid.UUID) -> QuestionnaireDraft:
    """The row of a draft that may still change, locked. Raises NotFound, Refused once it is published."""
    found = row(session, draft_id, lock=True)
    if found.published_sha256 is not None:
        raise Refused("published", "Questa bozza è già stata pubblicata: ne cominci una nuova dalla versione.")
    return found


def save(
    session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID, base: int, text: str, note: str = "Testo"
) -> int:
    """A new revision, made from revision ``base``; the same text again changes nothing. The revision it is now.

    Raises NotFound, Refused (published, too long), Overtaken when another has saved since ``base``.
    """
    text = text.replace("\r\n", "\n")
    _refuse_long(text)
    row = writable(session, draft_id)
    newest = load(session, draft_id)
    if text == newest.text:
        return row.revision
    if base != row.revision:
        raise Overtaken(newest, _changes(session, newest, base))
    said = identity(text)
    row.code, row.version, row.title, row.revision = said.code, said.version, said.title, row.revision + 1
    row.saved_at, row.saved_by = now, actor.id or actor.kind
    _keep(session, row, text, note)
    audit.record(session, now, actor, "draft.saved", ("questionnaire_draft", row.id), revision=row.revision)
    return row.revision


def _changes(session: Session, newest: Draft, base: int) -> tuple[str, ...]:
    """What the others have changed since the revision she began from."""
    if not 0 < base < newest.line.revision:
        return ()
    before, after = text_of(session, newest.line.id, base).splitlines(), newest.text.splitlines()
    if len(before) + len(after) > MOST_COMPARED:
        return (TOO_LONG_TO_COMPARE,)
    lines = difflib.unified_diff(before, after, lineterm="", n=1)
    return tuple(line for line in lines if not line.startswith(("---", "+++")))[:400]


def _keep(session: Session, row: QuestionnaireDraft, text: str, note: str) -> None:
    packed = zlib.compress(text.encode("utf-8", "surrogatepass"))
    facts = {"saved_at": row.saved_at, "saved_by": row.saved_by, "note": note[:200]}
    session.add(DraftRevision(draft_id=row.id, revision=row.revision, text=packed, **facts))
    session.flush()
    if not examine(text).errors:
        proving.ask(session, row.saved_at, row.id, row.revision)


def _refuse_long(text: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass")) + text.count("\n")  # a form ends a line with two characters
    if size > LONGEST:
        told = f"{size / 1e6:.2f}".replace(".", ",")
        raise Refused(
            "too_long", f"Il testo occupa {told} MB: al massimo 2 MB. Lo accorci, o lo divida in due questionari."
        )


def history(session: Session, draft_id: uuid.UUID) -> tuple[PastRevision, ...]:
    """Every revision, the latest first. Raises NotFound."""
    row(session, draft_id)
    return tuple(PastRevision(*facts) for facts in store.history(session, draft_id))


def take_back(session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID, revision: int) -> int:
    """The text of an earlier revision as a new one. Raises NotFound, Refused."""
    base = writable(session, draft_id).revision
    text = text_of(session, draft_id, revision)
    return save(session, now, actor, draft_id, base, text, f"Ripresa la revisione {revision}")


def drop(session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID) -> None:
    """Throw a draft away; its revisions stay in the database. Raises NotFound, Refused."""
    row = writable(session, draft_id)
    if consultations.going_on(session, draft_id) is not None:
        raise Refused("consulted", "Su questa bozza c'è una consultazione in corso: la chiuda prima di eliminarla.")
    row.dropped_at = now
    audit.record(session, now, actor, "draft.dropped", ("questionnaire_draft", draft_id))
