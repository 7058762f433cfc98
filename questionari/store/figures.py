"""Figures of territories: found, and put in the place of those there were."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.census import Atr
from questionari.store.models.figures import TerritoryFigure


def of_territories(
    session: Session, atr_ids: Collection[uuid.UUID], names: Collection[str], years: tuple[int, int]
) -> Sequence[TerritoryFigure]:
    """Those of some territories with these names, of these years, the newest first."""
    query = select(TerritoryFigure).where(
        TerritoryFigure.atr_id.in_(atr_ids),
        TerritoryFigure.name.in_(names),
        TerritoryFigure.year.between(*years),
    )
    return session.scalars(query.order_by(TerritoryFigure.year.desc())).all()


def every(session: Session, limit: int) -> Sequence[tuple[TerritoryFigure, Atr]]:
    """All of them with their territory: by its name, then the newest first."""
    query = select(TerritoryFigure, Atr).join(Atr, Atr.id == TerritoryFigure.atr_id)
    ordered = query.order_by(Atr.name, Atr.code, TerritoryFigure.year.desc(), TerritoryFigure.name).limit(limit)
    return [(figure, atr) for figure, atr in session.execute(ordered)]


def put(session: Session, figure: TerritoryFigure) -> bool:
    """Write one in the place of the one there was; whether there was one."""
    key = (figure.atr_id, figure.name, figure.year)
    there = session.get(TerritoryFigure, key) is not None
    session.merge(figure)
    return there
