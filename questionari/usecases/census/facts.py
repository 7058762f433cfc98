"""The census facts a questionnaire may read, frozen into an invitation (engine.values.Context.census)."""

from collections.abc import Mapping, Sequence
from typing import Any

from questionari.store.models.census import Atr, Contact, Unit
from questionari.usecases.census.vocabulary import NATURES

PUBLIC = {"pubblico": "1", "privato": "2"}


def census_facts(
    unit: Unit, contact: Contact | None, atrs: Sequence[Atr], siblings: Sequence[str]
) -> Mapping[str, Any]:
    """JSON-able facts of a unit; ``siblings`` are the codes of the units of the same body. Blank facts are left out."""
    facts: dict[str, Any] = {
        "code": unit.code,
        "name": unit.name,
        "type": unit.type_code,
        "owner": unit.owner,
        "manager": unit.manager,
        "nature": unit.nature if unit.nature in NATURES else "",
        "sector": unit.sector,
        "public": PUBLIC.get(unit.sector, ""),
        "comune": unit.comune,
        "province": unit.province,
        "email": contact.email if contact else None,
        "pec": contact.pec if contact else None,
        "phone": contact.phone if contact else None,
        "contact": contact.name if contact else None,
        "atr_codes": [atr.code for atr in atrs],
        "atr_names": [atr.name for atr in atrs],
        "atr_provinces": sorted({atr.code[:3] for atr in atrs}),
        "units": list(siblings),
    }
    return {name: value for name, value in facts.items() if value}
