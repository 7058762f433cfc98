"""A new question of each type, as little as it needs to be a question."""

from collections.abc import Mapping
from typing import Any

_TWO = [{"code": "1", "text": {"it": "Prima risposta"}}, {"code": "2", "text": {"it": "Seconda risposta"}}]
_ROWS = [{"code": "1", "text": {"it": "Prima riga"}}, {"code": "2", "text": {"it": "Seconda riga"}}]
#: type -> the keys it needs besides code, type and text
SKELETONS: Mapping[str, Mapping[str, Any]] = {
    "yes_no": {},
    "yes_no_na": {},
    "choice": {"options": _TWO},
    "multi": {"options": _TWO},
    "ordered": {"options": _TWO},
    "integer": {},
    "decimal": {"places": 2},
    "currency": {},
    "percent": {},
    "text": {"max_length": 200},
    "long_text": {"max_length": 2000},
    "date": {},
    "month": {},
    "time": {},
    "datetime": {},
    "email": {"store": "contacts"},
    "pec": {"store": "contacts"},
    "phone": {"store": "contacts"},
    "url": {},
    "attachment": {"file_types": ["pdf"]},
    "country": {},
    "province": {},
    "comune": {},
    "fiscal_code": {},
    "ipa_code": {},
    "opening_hours": {},
    "unit_ref": {},
    "computed": {"expression": "0"},
    "computed_text": {"expression": "''"},
    "generated": {"max_length": 8},
    "matrix": {"cell": "integer", "rows": _ROWS, "columns": [{"code": "n", "text": {"it": "Numero"}}]},
    "roster": {
        "max_rows": 10,
        "questions": [{"code": "voce", "type": "text", "text": {"it": "Voce"}, "max_length": 200}],
    },
    "group": {"questions": [{"code": "a", "type": "text", "text": {"it": "Prima parte"}, "max_length": 200}]},
    "note": {},
}


def skeleton(kind: str, code: str, words: str) -> dict[str, Any] | None:
    """A question of a type; None for a type that needs more than a form can ask."""
    keys = SKELETONS.get(kind)
    if keys is None:
        return None
    return {"code": code, "type": kind, "text": {"it": words}, **{key: _own(value) for key, value in keys.items()}}


def _own(value: Any) -> Any:
    """A copy: what is added to one question does not grow in the next."""
    if isinstance(value, dict):
        return {key: _own(item) for key, item in value.items()}
    return [_own(item) for item in value] if isinstance(value, list) else value
