"""Names for codes: territories and service types."""

import json
import uuid
from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.alphabet import reading_key
from questionari.settings import ROOT
from questionari.store import census
from questionari.store.models.census import Atr


def names_of(session: Session, atr_ids: Sequence[uuid.UUID]) -> list[str]:
    """The names of territories, in order."""
    return sorted(session.scalars(select(Atr.name).where(Atr.id.in_(atr_ids))), key=reading_key)


def all_names(session: Session) -> Mapping[str, str]:
    """Territory code -> name, in order of name."""
    return {code: atr.name for code, atr in census.atrs_by_code(session).items()}


@cache
def type_names() -> Mapping[str, str]:
    """Service type code -> Italian name (L_TIPO)."""
    document = json.loads((ROOT / "schemi/elenchi/tipologie.json").read_text("utf-8"))
    return {option["code"]: option["text"]["it"] for option in document["options"]}
