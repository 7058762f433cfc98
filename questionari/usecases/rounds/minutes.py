"""The record of a round's closing («verbale») in words: its page, its printed form, what verifies it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.clock import ROME
from questionari.engine.response_rates import OUTCOME_LABELS, Outcome
from questionari.store import signing
from questionari.store.models.rounds import Round
from questionari.usecases.house import House, NotFound
from questionari.usecases.redactions import packing, verifying
from questionari.usecases.rounds.basics import round_of_code
from questionari.usecases.rounds.closing import KIND, statement_of
from questionari.usecases.signing_keys import known_keys
from questionari.usecases.words import counted

TITLE = "Verbale di chiusura della tornata"
RATES: Mapping[str, str] = {
    "response": "Risposte complete su chi doveva rispondere (tasso di risposta, RR1)",
    "with_partial": "Complete e parziali su chi doveva rispondere (RR2)",
    "cooperation": "Complete su chi ha detto o cominciato qualcosa (tasso di cooperazione, COOP1)",
    "refusal": "Rifiuti su chi doveva rispondere (REF1)",
    "contact": "Raggiunti su chi doveva rispondere (CON1)",
}
HOW = """VERBALE DI CHIUSURA {code}

{statement}  il verbale, nei byte che sono stati firmati (JSON canonico, RFC 8785)
{signature}  la firma Ed25519 di quei byte
{key}  la chiave pubblica

Verifica senza il nostro sistema, con OpenSSL 3:

  openssl pkeyutl -verify -pubin -inkey {key} -rawin -in {statement} -sigfile {signature}

La chiave pubblica deve essere una di quelle pubblicate in {site}/verifica/chiavi.pem.
Con il nostro sistema: «flask round verify FILE».
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the whole round (code "") or of a territory: units by outcome and rates, each with its words."""

    code: str
    name: str
    units: int
    outcomes: tuple[tuple[str, int], ...]
    rates: tuple[tuple[str, str], ...]

    @property
    def rate(self) -> str:
        """The response rate in words."""
        return self.rates[0][1]


@dataclass(frozen=True, slots=True)
class Minutes:
    """The record as people read it. ``valid``: signed by a key of this house; None of one made before signatures."""

    code: str
    title: str
    facts: tuple[tuple[str, str], ...]
    whole: Figures
    atrs: tuple[Figures, ...]
    statement: bytes
    signature: bytes
    public_key: bytes
    valid: bool | None
    sha256: str


def minutes(session: Session, house: House, code: str) -> Minutes:
    """The record of a round. Raises NotFound where the closing is not signed, or was before there were these."""
    row = round_of_code(session, code)
    if not row.closing or row.closing.get("kind") != KIND:
        raise NotFound("verbale")
    told, statement = row.closing, statement_of(row.closing)
    signature, key = bytes.fromhex(told["signature"]), bytes.fromhex(told["public_key"])
    whole = _figures("", "Tutti i territori", told)
    atrs = tuple(_figures(one, figures["name"], figures) for one, figures in sorted(told["atrs"].items()))
    valid = signing.holds(key, signature, statement) and key in known_keys(session, house)
    digest = sha256(statement).hexdigest()
    return Minutes(row.code, row.title, _facts(told), whole, atrs, statement, signature, key, valid, digest)


def _figures(code: str, name: str, told: Mapping[str, Any]) -> Figures:
    outcomes = tuple((OUTCOME_LABELS[one], told["outcomes"][one]) for one in Outcome)
    shares = tuple((words, percent(told["rates"][rate])) for rate, words in RATES.items())
    return Figures(code, name, told["units"], outcomes, shares)


def percent(thousandths: int | None) -> str:
    """«71,4 %»."""
    return "–" if thousandths is None else f"{thousandths // 10},{thousandths % 10} %"


def _facts(told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    days = told["calendar"]
    added = told["units"] - told["units_at_opening"]
    return (
        ("Tornata", f"{told['title']} ({told['round']}{', prova' if told['test'] else ''})"),
        ("Questionario", _versions(told)),
        ("Periodo", " – ".join(map(_day, told["period"]))),
        ("Apertura", _moment(days["opens"])),
        ("Scadenza", _day(days["deadline"]) + _extended(days)),
        ("Chiusura della compilazione", _day(days["closes"])),
        ("Firmato", f"{_moment(told['closed_at'])}, da {told['closed_by']}"),
        (
            "Servizi chiamati a rispondere",
            f"{told['units']}" + (f" ({added} aggiunti dopo l'apertura)" if added else ""),
        ),
    )


def _versions(told: Mapping[str, Any]) -> str:
    sent = ", ".join(f"versione {version}: {number} inviate" for version, number in told["versions"].items())
    return f"{told['questionnaire_name']} ({sent})"


def _extended(days: Mapping[str, str]) -> str:
    return "" if days["deadline"] == days["first_deadline"] else f" (la prima era il {_day(days['first_deadline'])})"


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _moment(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(ROME):%d/%m/%Y, ore %H:%M}"


def printed(found: Minutes, site: str) -> dict[str, Any]:
    """What is printed, in the form that esportazioni/certificate.py prints."""
    lists: list[Sequence[Any]] = [_lines(figures) for figures in (found.whole, *found.atrs)]
    return {"title": TITLE, "name": f"{TITLE} {found.code}", "facts": found.facts, "lists": lists} | {
        "proof": [
            f"SHA-256 del verbale: {found.sha256}",
            f"Firma Ed25519: {found.signature.hex()}",
            f"Chiave pubblica: {found.public_key.hex()}, fra quelle pubblicate in {site}/verifica/chiavi.pem",
            "Le quote seguono le definizioni AAPOR (Standard Definitions, 2023); chi ha cessato, è stato escluso o ha "
            "risposto altrove non doveva rispondere. Un servizio di due territori conta in ciascuno e una volta nel "
            "totale.",
        ]
    }


def _lines(figures: Figures) -> list[Any]:
    counts = [f"{words}: {number}" for words, number in figures.outcomes if number]
    return [
        f"{figures.name}: {counted(figures.units, 'servizio', 'servizi')}",
        [*counts, *(f"{words}: {share}" for words, share in figures.rates)],
    ]


def files(found: Minutes, site: str, pdf: bytes) -> bytes:
    """The record with what verifies it, as one file (ZIP)."""
    names = {"statement": "verbale.json", "signature": packing.SIGNATURE, "key": packing.KEY}
    return packing.zipped(
        {
            names["statement"]: found.statement,
            names["signature"]: found.signature,
            names["key"]: signing.as_pem(found.public_key).encode(),
            packing.README: HOW.format(code=found.code, site=site, **names).encode(),
            "verbale.pdf": pdf,
        }
    )


def verify(session: Session, house: House, file: bytes) -> Mapping[str, bool]:
    """Whether a file (ZIP) is a record of ours: its signature, its key, what we keep. Raises Refused "unreadable"."""
    statement, signature = verifying.parts(file, "verbale.json")
    told = read(statement)
    key = bytes.fromhex(str(told["public_key"]))
    row = session.scalar(select(Round).where(Round.code == str(told["round"])))
    listed = row is not None and bool(row.closing) and statement_of(row.closing or {}) == statement
    signed = signing.holds(key, signature, statement)
    return {"signature": signed, "key": key in known_keys(session, house), "register": listed}


def read(statement: bytes) -> dict[str, Any]:
    """What a statement says. Raises Refused "unreadable"."""
    try:
        told = json.loads(statement.decode())
        bytes.fromhex(str(told["public_key"]))
        known = told["kind"] == KIND and isinstance(told["round"], str)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise verifying.UNREADABLE from error
    if not known:
        raise verifying.UNREADABLE
    return dict(told)
