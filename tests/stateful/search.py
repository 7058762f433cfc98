"""Everything that is stored, in two heaps: what stands in clear, and what the key opens."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models import Base
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import DraftCell, Response, ResponseContact, Revision
from questionari.store.responses import Cell, by_response
from questionari.store.sealing import unseal
from questionari.usecases.house import House
from questionari.usecases.outbox.freezing import thaw
from questionari.usecases.responding import documents
from questionari.usecases.responding.cases import data_key
from questionari.usecases.responding.cells import opened
from tests.mail.test_tokens import text_of


def in_clear(session: Session, *besides: str) -> str:
    """Every column of every table as text, but for the tables named."""
    tables = (table for table in Base.metadata.sorted_tables if table.name not in besides)
    return " ".join(str(tuple(row)) for table in tables for row in session.execute(select(table)))


def unsealed(session: Session, house: House) -> str:
    """Everything sealed, opened: drafts with their history, document, revisions, contact answers, mails."""
    row = session.scalars(select(Response)).one_or_none()
    return " ".join([*_mails(session, house), *(map(str, _answers(session, house, row)) if row else ())])


def _answers(session: Session, house: House, row: Response) -> Iterator[Any]:
    header = by_response(session, row.id)
    assert header is not None
    key = data_key(house, header)
    for cell in session.scalars(select(DraftCell)):
        yield cell.code, opened(key, row.id, Cell(cell.code, cell.version, cell.sealed))
    for holder in (row, *session.scalars(select(Revision))):
        if holder.document is not None:
            yield documents.open_document(key, row.id, holder.receipt_number or "", holder.document)
    for contact in session.scalars(select(ResponseContact)):
        yield unseal(key, contact.sealed, f"response_contact:{row.id}")


def _mails(session: Session, house: House) -> Iterator[str]:
    messages = session.scalars(select(OutboxMessage).where(OutboxMessage.raw_mime.is_not(None)))
    return (text_of(thaw(house, message)) for message in messages)
