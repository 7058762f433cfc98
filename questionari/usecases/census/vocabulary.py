"""The words of the census: service types, legal natures, sectors, and where a service may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from questionari.catalogue import shared_list
from questionari.engine.places import Place, PlaceList, comuni, provinces
from questionari.usecases.fields import FieldError

SHELTER = "02"  # its place is never stored (decisions.md 18)
#: Codes of A1_05, strumenti.md
NATURES: Mapping[str, str] = MappingProxyType(
    {
        "1": "Comune o unione",
        "2": "Provincia/Città metropolitana",
        "3": "Regione/Provincia autonoma",
        "4": "ASL/Azienda ospedaliera",
        "5": "Amministrazione centrale dello Stato o ufficio periferico",
        "6": "Associazione",
        "7": "Cooperativa sociale",
        "8": "Fondazione/ente ecclesiastico",
        "9": "Ordine professionale",
        "98": "Altro",
    }
)
NATURE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "comune": "1",
        "unione": "1",
        "provincia": "2",
        "città metropolitana": "2",
        "regione": "3",
        "provincia autonoma": "3",
        "asl": "4",
        "azienda ospedaliera": "4",
        "stato": "5",
        "associazione": "6",
        "cooperativa": "7",
        "cooperativa sociale": "7",
        "fondazione": "8",
        "ente ecclesiastico": "8",
        "ordine": "9",
        "ordine professionale": "9",
        "altro": "98",
    }
)
SECTORS: Mapping[str, str] = MappingProxyType({"pubblico": "pubblico", "privato": "privato"})


@cache
def types() -> Mapping[str, str]:
    """Service types (L_TIPO): code -> Italian name."""
    return MappingProxyType({str(o["code"]): str(o["text"]["it"]) for o in shared_list("tipologie")["options"]})


def nature(text: str) -> str:
    """The code of A1_05 for a code or a word; an unknown word stays as it is (it is shown, never prefilled)."""
    return text if text in NATURES else NATURE_WORDS.get(text.casefold(), text)


def service_type(text: str) -> str:
    """A type's code, also typed without its leading zero."""
    found = text.zfill(2)
    if found not in types():
        raise FieldError(f"«{text}» non è una tipologia: usi un codice da 01 a 24, oppure 98.")
    return found


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a service is: ISTAT codes, historical for provinces. A shelter has the province alone."""

    comune: str | None
    province: str | None


def seat(type_code: str, comune: str, province: str, drop: bool = False) -> Seat:
    """The seat for a typed comune and province (names or codes). Raises FieldError.

    With ``drop`` a shelter's comune is left out in silence, save for its province; otherwise it is refused.
    """
    town = _find(comuni(), comune, "comune") if comune else None
    area = _find(provinces(), province, "provincia").code if province else (town.parent if town else None)
    if town and area != town.parent:
        raise FieldError(f"Il comune di {town.label} non è nella provincia indicata: corregga uno dei due.")
    if type_code == SHELTER and town:
        if not drop:
            raise FieldError("Per una casa rifugio si registra solo la provincia: lasci vuoto il comune.")
        return Seat(None, area)
    return Seat(town.code if town else None, area)


def _find(places: PlaceList, text: str, what: str) -> Place:
    found = places.find(text)
    if not found:
        raise FieldError(f"«{text}» ({what}) non è nell'elenco ISTAT: controlli il nome o il codice.")
    if len(found) > 1:
        raise FieldError(f"Ci sono più luoghi di nome «{text}»: scriva {' oppure '.join(p.label for p in found)}.")
    return found[0]


def same_town(name: str, code: str) -> None:
    """Refuses a code that contradicts the name beside it; a name spelled loosely counts for nothing."""
    named = comuni().find(name) if name and code else ()
    if named and code not in {place.code for place in named}:
        raise FieldError(f"Il codice {code} è {comuni().label(code)}, ma il nome è «{name}»: corregga uno dei due.")


def place_label(comune: str | None, province: str | None) -> str:
    """Where a service is, in words: "Bari (BA)", "provincia di Bari", or blank."""
    if comune:
        return comuni().label(comune)
    return f"provincia di {provinces().label(province)}" if province else ""


MERGED, SPLIT = "merged", "split"
#: (kind, whether the unit is the old one) -> what is said of the other
BECAME: Mapping[tuple[str, bool], str] = {
    (MERGED, True): "unito a",
    (MERGED, False): "comprende quello che era",
    (SPLIT, True): "diviso: una parte è",
    (SPLIT, False): "nasce dalla divisione di",
}
