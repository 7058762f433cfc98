"""What a notice of variation says was known and declared: sealed with the response's key, as the answer it repeats.

What was written before it was sealed stands in clear until it was gone over by night (`seal_old`). Never commits.
"""

import json
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.census import Variation
from questionari.store.sealing import seal_text, unseal_text

_SEALED = "sealed"
BATCH = 500
#: Census field -> [known, declared], in words.
Detail = Mapping[str, list[str]]


def _place(row_id: uuid.UUID) -> str:
    return f"variation:{row_id}"


def sealed(key: bytes, row_id: uuid.UUID, detail: Detail) -> dict[str, Any]:
    """The detail for the row of a notice."""
    return {_SEALED: seal_text(key, json.dumps(detail), _place(row_id))} if detail else {}


def opened(key: bytes, row: Variation) -> dict[str, list[str]]:
    """The detail of a notice in clear. Raises WrongKey."""
    if _SEALED not in row.detail:
        return dict(row.detail)
    detail: dict[str, list[str]] = json.loads(unseal_text(key, row.detail[_SEALED], _place(row.id)))
    return detail


def reseal(session: Session, response_id: uuid.UUID, keys: tuple[bytes, bytes], erased: Collection[str]) -> int:
    """Every notice of a response under another key, without the fields that are erased; how many named one."""
    old, new = keys
    concerned = 0
    for row in session.scalars(select(Variation).where(Variation.response_id == response_id)):
        detail = opened(old, row)
        kept = {name: values for name, values in detail.items() if name not in erased}
        row.detail = sealed(new, row.id, kept)
        concerned += len(kept) < len(detail)
    return concerned


def seal_old(session: Session, key_of: Callable[[uuid.UUID], bytes], limit: int = BATCH) -> int:
    """Seal what stands in clear; how many were, 0 when nothing is left."""
    rows = session.scalars(select(Variation).where(Variation.response_id.is_not(None)).order_by(Variation.id))
    plain = [row for row in rows if row.detail and _SEALED not in row.detail][:limit]
    for row in plain:
        if row.response_id is not None:
            row.detail = sealed(key_of(row.response_id), row.id, row.detail)
    return len(plain)
