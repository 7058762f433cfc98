"""manifest.json and LEGGIMI.txt: what the files are, of what, when, by which rules."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from esportazioni.facts import FileFacts
from questionari.engine.dataset import DatasetRound, unit_of_analysis
from questionari.engine.definition import say

NAME = "manifest.json"
README = "LEGGIMI.txt"
#: Raised when a rule changes, so that a program may tell which one made a file.
RULE_VERSIONS = {"columns": 1, "states": 1, "formulas": 1, "csv": 1, "xlsx": 1, "indicators": 1}

_HEAD = """\
{title} ({code})
Periodo di riferimento: dal {start:%d/%m/%Y} al {end:%d/%m/%Y}
Questionario {questionnaire}, versione {version}{others}
{what}: {rows} su {asked} servizi invitati{provisional}{left_out}
Ogni riga dei dati: {unit}

"""
_TAIL = """
dizionario.html      il libro dei codici da leggere nel browser: domanda, tipo, a chi è posta, categorie
codebook.json        il libro dei codici per programmi
manifest.json        impronta SHA-256 e numero di righe di ogni file

{note}

Il file contiene risposte di singoli servizi e testi liberi: è riservato e non va diffuso.
"""
_CSV = """\
dati.csv             una riga per risposta inviata (UTF-8, separatore virgola, decimali con il punto)
stati.csv            le stesse righe e colonne: perché un valore manca
                     -1 non pertinente per percorso, -7 dato non disponibile,
                     -8 preferisce non rispondere, -9 mancante
elenco_*.csv         una riga per ogni voce degli elenchi aperti (si lega con id_risposta)
indicatori.csv       gli indicatori di ogni risposta
indicatori_rilevazione.csv   gli indicatori dell'intera rilevazione
variabili.csv        il libro dei codici come tabella"""
_CSV_NOTE = """\
I file che terminano con _excel.csv hanno gli stessi dati per Excel in italiano (punto e virgola, decimali con la
virgola). I codici cominciano spesso con zero (01, 072): per conservarlo li apra con Dati > Da testo/CSV, tipo Testo.
Nei testi liberi un apostrofo davanti a = + - @ impedisce che Excel li prenda per formule: non è della risposta."""
_XLSX = """\
dataset.xlsx         la cartella di lavoro; i suoi fogli:
  dati               una riga per risposta inviata, con i codici
  dati_etichette     le stesse righe e colonne con le parole al posto dei codici, da leggere
  stati              le stesse righe e colonne: perché un valore manca
                     -1 non pertinente per percorso, -7 dato non disponibile,
                     -8 preferisce non rispondere, -9 mancante
  elenco_*           una riga per ogni voce degli elenchi aperti (si lega con id_risposta)
  indicatori         gli indicatori di ogni risposta
  indicatori_rilevazione   gli indicatori dell'intera rilevazione
  dizionario         il libro dei codici come tabella"""
_XLSX_NOTE = """\
I codici sono testo e conservano lo zero iniziale (01, 072). Nessuna cella è una formula: un testo che comincia
con = resta testo. I numeri con più di 15 cifre, che Excel non può contenere, sono scritti come testo."""
_README: Mapping[str, tuple[str, str]] = {"csv": (_CSV, _CSV_NOTE), "xlsx": (_XLSX, _XLSX_NOTE)}


def write(folder: Path, around: DatasetRound, files: Sequence[FileFacts], rows: int, now: datetime) -> dict[str, Any]:
    """Write manifest.json, last of all the files; its content."""
    content = {
        "round": {
            "code": around.code,
            "title": around.title,
            "period_start": around.period_start.isoformat(),
            "period_end": around.period_end.isoformat(),
            "deadline": around.deadline.isoformat(),
            "provisional": around.provisional,
        },
        "questionnaire": {
            "code": around.definition.code,
            "version": around.definition.version,
            "sha256": around.definition.sha256,
            "versions": list(around.versions or (around.definition.version,)),
            "unit_of_analysis": unit_of_analysis(around.definition),
        },
        "rows": rows,
        "asked": around.asked,
        "submitted": around.submitted,
        "excluded": around.excluded,
        "reopened": around.reopened,
        "created_at": now.isoformat(timespec="seconds"),
        "rules": RULE_VERSIONS,
        "files": [asdict(file) for file in files],
    }
    (folder / NAME).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return content


def write_readme(folder: Path, form: str, around: DatasetRound, rows: int) -> Path:
    """Write LEGGIMI.txt, for the person who opens the folder."""
    path = folder / README
    tables, note = _README[form]
    head = _HEAD.format(
        title=around.title,
        code=around.code,
        start=around.period_start,
        end=around.period_end,
        questionnaire=say(around.definition.title),
        version=around.definition.version,
        others=_others(around.versions),
        what="Schede inviate" if around.definition.cardinality == "many" else "Risposte",
        unit=unit_of_analysis(around.definition),
        rows=rows,
        asked=around.asked,
        left_out="".join(f"\n{text}: {count}" for text, count in _left_out(around) if count),
        provisional=" (dati provvisori: la tornata è ancora aperta)" if around.provisional else "",
    )
    path.write_text(head + tables + _TAIL.format(note=note), encoding="utf-8")
    return path


def _others(versions: tuple[str, ...]) -> str:
    """The versions asked before the last, where the round was mended while it was open."""
    before = ", ".join(versions[:-1])
    return f" (prima {before}: la colonna «versione» dice quale ha letto ogni risposta)" if before else ""


def _left_out(around: DatasetRound) -> tuple[tuple[str, int], ...]:
    return (
        ("Risposte escluse dalla tornata, non comprese", around.excluded),
        ("Risposte riaperte e non ancora inviate di nuovo, non comprese", around.reopened),
    )
