"""A document as text that people read and edit: keys in the order of the schema, two spaces a level."""

import json
from collections.abc import Mapping
from typing import Any

_KEYS = (
    "$schema code version severity kind type title text message it de fr sl state reviewer on languages translations "
    "unit cardinality shared_with role level method minutes intro notice help required required_if visible_if when "
    "require expression numerator fields foreach list only without plus options options_from within appearance "
    "exclusive reserved score detail cell rows columns blocked cell_rules row_totals column_totals min max places "
    "max_length min_picks max_picks min_rows max_rows fixed_rows questions census assume max_inputs max_required lists "
    "sections pages checks effects indicators burden preparation"
)
_RANK = {key: rank for rank, key in enumerate(_KEYS.split())}


def laid_out(document: Mapping[str, Any]) -> str:
    """The text of a document; its meaning, hence its hash, stays."""
    return json.dumps(_sorted(document), ensure_ascii=False, indent=2) + "\n"


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: _RANK.get(key, len(_RANK)))
        return {key: _sorted(value[key]) for key in keys}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
