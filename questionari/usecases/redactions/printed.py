"""The signed statement in words, as its printed form says it (esportazioni/certificate.py)."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from questionari.clock import ROME
from questionari.usecases.redactions.certificates import Certificate
from questionari.usecases.redactions.words import ALWAYS_LEFT, CLEANED, LEFT, PLACES

TITLE = "Certificato di cancellazione di dati personali"


def printed(found: Certificate) -> dict[str, Any]:
    """What is printed: "title", "name" at the foot, "facts" (name, words), "lists" (heading, lines), "proof"."""
    told = json.loads(found.statement)
    return {
        "title": TITLE,
        "name": f"{TITLE} {found.code}",
        "facts": [*_facts(found.code, told)],
        "lists": [
            ["Che cosa è stato trattato", _treated(told)],
            ["Chiavi distrutte", [f"chiave {key}" for key in told["keys_destroyed"]]],
            ["Che cosa non dipende dal sistema", _beyond(told)],
        ],
        "proof": [*_proof(found, told)],
    }


def _facts(code: str, told: Mapping[str, Any]) -> list[tuple[str, str]]:
    response = told["response"]
    record = f", scheda n. {response['record']}" if response["record"] else ""
    receipts = ", ".join(response["receipts"]) or "nessuna: la compilazione non era stata inviata"
    return [
        ("Certificato", code),
        ("Rilevazione", response["round"]),
        ("Servizio", f"{response['service']}{record}"),
        ("Ricevuta", receipts),
        ("Domanda la cui risposta è stata cancellata", told["question"]),
        ("Cancellata il", _moment(told["erased_at"])),
        ("Cancellata da", told["by"]),
        ("Sito", told["site"]),
    ]


def _treated(told: Mapping[str, Any]) -> list[str]:
    places = [f"{PLACES[place]}: {number}" for place, number in told["places"].items() if number and place in PLACES]
    disk = [f"{CLEANED[place]}: ripuliti" for place in told["disk"]["cleaned"]]
    drill = told["drill"]
    drilled = (
        [
            f"Ultima prova di cancellazione ({_moment(drill['at'])}): {drill['values']} valori cancellati e cercati, "
            f"{drill['found']} trovati."
        ]
        if drill
        else []
    )
    rest = "Tutto il resto della compilazione è stato cifrato di nuovo con un'altra chiave."
    return [*places, rest, *disk, *drilled]


def _beyond(told: Mapping[str, Any]) -> list[str]:
    copies = told["copies_taken_before"]
    times = "una volta" if copies["taken"] == 1 else f"{copies['taken']} volte, l'ultima"
    taken = (
        f"I dataset di questa rilevazione erano stati scaricati {times} il "
        f"{_moment(copies['last'])}: quelle copie vanno sostituite."
        if copies["taken"]
        else "Nessun dataset con questa risposta era stato scaricato."
    )
    return [taken, *(LEFT[place] for place in told["disk"]["left"]), ALWAYS_LEFT]


def _proof(found: Certificate, told: Mapping[str, Any]) -> list[str]:
    before = told["audit"]["last_seal_before"]
    seal = f"; sigillo {found.seal[0]}, {found.seal[1]}" if found.seal else "; sigillo nella notte successiva"
    return [
        f"Questo foglio riporta la dichiarazione firmata il {_moment(told['issued_at'])} («dichiarazione.json»).",
        f"SHA-256 della dichiarazione: {sha256(found.statement).hexdigest()}",
        f"Firma Ed25519: {found.signature.hex()}",
        f"Chiave pubblica: {found.public_key.hex()}, fra quelle pubblicate in {told['site']}/verifica/chiavi.pem",
        f"Registro delle operazioni: atto {told['audit']['event']}, dopo il sigillo {before['number']}{seal}",
        "Verifica con OpenSSL 3, sui file del certificato: openssl pkeyutl -verify -pubin -inkey chiave-pubblica.pem "
        "-rawin -in dichiarazione.json -sigfile firma.bin",
        f"Verifica in linea: {told['site']}/verifica/cancellazione",
    ]


def _moment(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(ROME):%d/%m/%Y, ore %H:%M}"
