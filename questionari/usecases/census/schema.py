"""The rows of the census files as marshmallow schemas: column -> field, judged by the same readers as the forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validates_schema

from questionari.usecases import fields as texts
from questionari.usecases.census import vocabulary
from questionari.usecases.census.drafts import CONTACT_READERS, UNIT_READERS, ContactDraft, UnitDraft
from questionari.usecases.fields import FieldError, Reader

KINDS = {"comune": "comune", "provincia": "provincia", "provincia autonoma": "provincia autonoma"}


class Read(fields.Field[Any]):
    """A cell judged by one of our readers; a column that the file lacks counts as blank."""

    def __init__(self, reader: Reader, data_key: str) -> None:
        super().__init__(data_key=data_key, load_default=None, allow_none=False)
        self.reader = reader

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        try:
            return self.reader(value)
        except FieldError as error:
            raise ValidationError(str(error)) from error


def codes(text: str) -> tuple[str, ...]:
    """Several codes separated by spaces."""
    return tuple(dict.fromkeys(texts.code(part) for part in text.split()))


def atr_codes(text: str) -> tuple[str, ...]:
    """Codes of territories; the 2xx codes of metropolitan cities become the historical ones (conventions.md, Traps)."""
    return tuple(f"0{code[1:]}" if len(code) == 3 and code[0] == "2" else code for code in codes(text))


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of the census file."""

    unit: UnitDraft
    contact: ContactDraft | None
    atrs: tuple[str, ...]
    comprises: tuple[str, ...]
    dropped_comune: bool  # a shelter came with a comune: only the province was kept


@dataclass(frozen=True, slots=True)
class TerritoryRow:
    """A row of the file of territories."""

    code: str
    name: str
    kind: str
    languages: str
    email: str | None
    pec: str | None


class CensusRowSchema(Schema):
    """One service, in the format of rete_bari.csv. Context: blank cells are blank values."""

    class Meta:
        """Columns are checked once, in the header."""

        unknown = EXCLUDE

    code = Read(UNIT_READERS["code"], "codice")
    name = Read(UNIT_READERS["name"], "denominazione")
    type_code = Read(UNIT_READERS["type_code"], "tipologia")
    owner = Read(UNIT_READERS["owner"], "ente_titolare")
    manager = Read(UNIT_READERS["manager"], "ente_gestore")
    nature = Read(UNIT_READERS["nature"], "natura")
    sector = Read(UNIT_READERS["sector"], "settore")
    town = Read(UNIT_READERS["comune"], "comune")
    town_code = Read(UNIT_READERS["comune"], "comune_istat")
    area = Read(UNIT_READERS["province"], "provincia")
    note = Read(UNIT_READERS["note"], "note")
    email = Read(texts.optional(texts.email), "email")
    person = Read(CONTACT_READERS["name"], "referente")
    pec = Read(CONTACT_READERS["pec"], "pec")
    phone = Read(CONTACT_READERS["phone"], "telefono")
    atrs = Read(atr_codes, "atr")
    comprises = Read(codes, "comprende")

    @validates_schema
    def _seat_is_one(self, data: Mapping[str, Any], **_: Any) -> None:
        try:
            vocabulary.seat(data["type_code"], data["town_code"] or data["town"], data["area"], drop=True)
            vocabulary.same_town(data["town"], data["town_code"])
        except FieldError as error:
            raise ValidationError(str(error), "comune_istat" if data["town_code"] else "comune") from error
        if data["code"] in data["comprises"]:
            raise ValidationError("Un servizio non può comprendere sé stesso: tolga il suo codice.", "comprende")
        if not data["email"] and (data["person"] or data["pec"] or data["phone"]):
            raise ValidationError("C'è un recapito senza e-mail: i collegamenti partono per e-mail.", "email")

    @post_load
    def _row(self, data: dict[str, Any], **_: Any) -> UnitRow:
        town = data["town_code"] or data["town"]
        seat = vocabulary.seat(data["type_code"], town, data["area"], drop=True)
        plain = {name: data[name] for name in ("code", "name", "type_code", "owner", "manager", "nature", "sector")}
        unit = UnitDraft(
            **plain, comune=seat.comune, province=seat.province, note=data["note"], active_from=None, active_to=None
        )
        contact = ContactDraft(data["email"], data["person"], data["pec"], data["phone"]) if data["email"] else None
        return UnitRow(unit, contact, data["atrs"], data["comprises"], bool(town) and seat.comune is None)


#: How a territory signs: the file names it by its place alone, people and mails by its body.
TITLES = {"comune": "Comune di {}", "provincia": "Provincia di {}", "provincia autonoma": "Provincia autonoma di {}"}


class TerritoryRowSchema(Schema):
    """One territory, in the format of territori_pilota.csv."""

    class Meta:
        """Columns are checked once, in the header."""

        unknown = EXCLUDE

    code = Read(texts.code, "codice_istat")
    name = Read(texts.line(required=True), "denominazione")
    kind = Read(texts.one_of(KINDS), "tipo")
    languages = Read(texts.line(40), "lingue")
    email = Read(texts.optional(texts.email), "email")
    pec = Read(texts.optional(texts.pec), "pec")

    @post_load
    def _row(self, data: dict[str, Any], **_: Any) -> TerritoryRow:
        formal = TITLES.get(data["kind"], "{}").format(data["name"])
        return TerritoryRow(**{**data, "name": formal, "languages": data["languages"] or "it"})
