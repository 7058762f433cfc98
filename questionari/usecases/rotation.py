"""Rotation of the encryption key: what an older version has wrapped or sealed is wrapped anew under the newest one.

The answers themselves are not touched: each response's own data key is wrapped again. Batches, each one transaction; a
process killed half way leaves whole batches behind, and running it again goes on. Once nothing is left, and the backups
that need it have been given up, the older version may leave ENCRYPTION_KEYS.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from questionari.store.among import among
from questionari.store.handovers import place_of as handover_place
from questionari.store.incoming import place_of as letter_place
from questionari.store.models.access import KeyCanary, User
from questionari.store.models.consultations import ConsultationComment
from questionari.store.models.handovers import Handover
from questionari.store.models.helping import FalseMessage
from questionari.store.models.incoming import Letter
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import ImportTask, Response, ResponseImport, ResponseKey
from questionari.store.models.rounds import Invitation, Link, Round
from questionari.store.sealing import Keyring
from questionari.usecases import audit
from questionari.usecases.consulting.reading import place_of as comment_place
from questionari.usecases.false_messages import place_of as report_place
from questionari.usecases.house import SYSTEM, House
from questionari.usecases.intake.keeping import place_of as import_place
from questionari.usecases.intake.working import place_of as task_place
from questionari.usecases.links import LETTER_CODE
from questionari.usecases.outbox.queueing import SEALING, place_of, resealed
from questionari.usecases.responding.passing import place_of as passes_of, sealed_place
from questionari.usecases.rounds import reasons_told

BATCH = 500


def rotate(session: Session, house: House, now: datetime, limit: int = BATCH) -> int:
    """Wrap up to `limit` values of each kind anew; how many were, 0 when nothing is left. Raises WrongKey."""
    keyring = house.keyring
    steps = {
        "responses": _responses,
        "second_factors": _second_factors,
        "messages": _messages,
        "contexts": _contexts,
        "comments": _comments,
        "codes": _codes,
        "reports": _reports,
        "handovers": _handovers,
        "letters": _letters,
        "imports": _imports,
        "import_tasks": _import_tasks,
        "dispositions": reasons_told.rotate,
    }
    done = {name: step(session, keyring, limit) for name, step in steps.items()}
    if any(done.values()):
        audit.record(session, now, SYSTEM, "key.rotated", ("key", keyring.version), **done)
    return sum(done.values())


def retire(session: Session, house: House) -> None:
    """Forget the canaries of older versions, once `rotate` has nothing left: those keys need not be held any more."""
    session.execute(delete(KeyCanary).where(KeyCanary.version < house.keyring.version))


def letters_at_stake(session: Session, now: datetime) -> tuple[str, ...]:
    """The rounds that still run in which codes of printed letters may have been made with an older key.

    What finds a code is a hash made with a key, and nobody knows the code any more: it cannot be made anew.
    """
    runs = (Round.stored_state == "open", or_(Round.closes_at > now, Invitation.deadline_at > now))
    lettered = (
        select(Round.code)
        .join(Invitation, Invitation.round_id == Round.id)
        .join(Link, Link.invitation_id == Invitation.id)
    )
    works = (Link.kind == LETTER_CODE, Link.revoked_at.is_(None), Invitation.revoked_at.is_(None))
    return tuple(session.scalars(lettered.where(*works, *runs).distinct().order_by(Round.code)))


def _responses(session: Session, keyring: Keyring, limit: int) -> int:
    own = (ResponseKey.response_id, ResponseKey.wrapped, ResponseKey.version)
    old = select(*own).where(ResponseKey.version != keyring.version)
    rows = session.execute(old.order_by(ResponseKey.response_id).limit(limit)).all()
    for response_id, wrapped, version in rows:
        fresh = keyring.rewrapped(f"response:{response_id}", wrapped, version)
        # A redaction may have replaced the key meanwhile: then this row is done already.
        mine = (ResponseKey.response_id == response_id, ResponseKey.wrapped == wrapped)
        session.execute(update(ResponseKey).where(*mine).values(wrapped=fresh.wrapped, version=fresh.version))
    return len(rows)


def _sealed_before(column: InstrumentedAttribute[bytes | None], keyring: Keyring) -> ColumnElement[bool]:
    """A small secret begins with the version that sealed it."""
    return column.is_not(None) & (func.substr(column, 1, 1) != bytes([keyring.version]))


def _second_factors(session: Session, keyring: Keyring, limit: int) -> int:
    old = select(User).where(_sealed_before(User.totp_secret, keyring)).order_by(User.id).limit(limit)
    users = session.scalars(old.with_for_update()).all()
    for user in users:
        user.totp_secret = _again(keyring, user.totp_secret, f"totp:{user.id}")
    return len(users)


def _messages(session: Session, keyring: Keyring, limit: int) -> int:
    old = select(OutboxMessage).where(_sealed_before(OutboxMessage.raw_mime, keyring)).order_by(OutboxMessage.id)
    rows = session.scalars(old.limit(limit).with_for_update()).all()
    for row in rows:
        row.raw_mime = _again(keyring, row.raw_mime, place_of(row.id))
    return len(rows)


def _contexts(session: Session, keyring: Keyring, limit: int) -> int:
    """What a message says in confidence: sends may be stopped for longer than a key lasts, what has ended may be sent
    anew, and an erasure looks into all of them, until their bodies are erased.
    """
    kept = (OutboxMessage.kind.in_(SEALING), OutboxMessage.erased_at.is_(None))
    rows = session.execute(select(OutboxMessage.id, OutboxMessage.context).where(*kept).order_by(OutboxMessage.id))
    old = [row.id for row in rows if resealed(keyring, row.context) is not None][:limit]
    for row in session.scalars(select(OutboxMessage).where(among(session, OutboxMessage.id, old)).with_for_update()):
        row.context = resealed(keyring, row.context) or row.context
    return len(old)


def _codes(session: Session, keyring: Keyring, limit: int) -> int:
    """Codes that tie the parts of a record: what finds them again is a hash with the instance's key."""
    old = select(Response).where(_sealed_before(Response.pass_sealed, keyring)).order_by(Response.id)
    rows = session.scalars(old.limit(limit).with_for_update()).all()
    for row in rows:
        code = keyring.unseal(row.pass_sealed or b"", sealed_place(row.id))
        row.pass_sealed = keyring.seal(code, sealed_place(row.id))
        row.pass_hash = keyring.marks(code.decode(), passes_of(row.round_id))[0]
    return len(rows)


def _comments(session: Session, keyring: Keyring, limit: int) -> int:
    old = select(ConsultationComment).where(_sealed_before(ConsultationComment.sealed, keyring))
    rows = session.scalars(old.order_by(ConsultationComment.id).limit(limit).with_for_update()).all()
    for row in rows:
        row.sealed = _again(keyring, row.sealed, comment_place(row.id))
    return len(rows)


def _reports(session: Session, keyring: Keyring, limit: int) -> int:
    old = select(FalseMessage).where(func.substr(FalseMessage.sealed, 1, 1) != bytes([keyring.version]))
    rows = session.scalars(old.order_by(FalseMessage.id).limit(limit).with_for_update()).all()
    for row in rows:
        row.sealed = _again(keyring, row.sealed, report_place(row.id))
    return len(rows)


def _handovers(session: Session, keyring: Keyring, limit: int) -> int:
    old = select(Handover).where(func.substr(Handover.sealed, 1, 1) != bytes([keyring.version]))
    rows = session.scalars(old.order_by(Handover.id).limit(limit).with_for_update()).all()
    for row in rows:
        row.sealed = _again(keyring, row.sealed, handover_place(row.id))
    return len(rows)


def _letters(session: Session, keyring: Keyring, limit: int) -> int:
    old = select(Letter).where(_sealed_before(Letter.sealed, keyring)).order_by(Letter.id).limit(limit)
    rows = session.scalars(old.with_for_update()).all()
    for row in rows:
        row.sealed = _again(keyring, row.sealed, letter_place(row.id))
    return len(rows)


def _imports(session: Session, keyring: Keyring, limit: int) -> int:
    """Files of earlier responses that wait to be imported."""
    old = select(ResponseImport).where(_sealed_before(ResponseImport.sealed, keyring)).order_by(ResponseImport.id)
    rows = session.scalars(old.limit(limit).with_for_update()).all()
    for row in rows:
        row.sealed = _again(keyring, row.sealed, import_place(row.id))
    return len(rows)


def _import_tasks(session: Session, keyring: Keyring, limit: int) -> int:
    """What was said of the rows of such files."""
    old = select(ImportTask).where(func.substr(ImportTask.sealed, 1, 1) != bytes([keyring.version]))
    rows = session.scalars(old.order_by(ImportTask.import_id).limit(limit).with_for_update()).all()
    for row in rows:
        row.sealed = _again(keyring, row.sealed, task_place(row.import_id))
    return len(rows)


def _again(keyring: Keyring, sealed: bytes | None, place: str) -> bytes:
    return keyring.seal(keyring.unseal(sealed or b"", place), place)
