"""Queries on accounts: who follows a territory."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionari.store.models.access import User, UserAtr


def addresses(session: Session, atr_id: uuid.UUID) -> tuple[str, ...]:
    """The addresses, in small letters and each once, of the accounts that follow a territory and may enter."""
    follows = (UserAtr.atr_id == atr_id, User.role == "atr", User.disabled_at.is_(None))
    address = func.lower(User.email)
    query = select(address).join(UserAtr, UserAtr.user_id == User.id).where(*follows)
    return tuple(session.scalars(query.distinct().order_by(address)))


def of_staff(session: Session) -> tuple[str, ...]:
    """The addresses, in small letters and each once, of the staff's accounts that may enter."""
    own = (User.role == "staff", User.disabled_at.is_(None))
    address = func.lower(User.email)
    return tuple(session.scalars(select(address).where(*own).distinct().order_by(address)))
