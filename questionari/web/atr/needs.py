"""What needs an ATR, in words. Own services only; whoever has answered, never what."""

from collections.abc import Iterator, Sequence

from flask import url_for

from questionari.usecases.completion import RoundHere
from questionari.usecases.desk import NEAR, WRITING
from questionari.usecases.words import counted
from questionari.web.attention import NeedLine
from questionari.web.filters import day

MISS = ("servizio non ha ancora risposto", "servizi non hanno ancora risposto")
ASK = "chieda chi è la referente e lo scriva nella pagina del servizio."
MUTE = ("servizio non ha un recapito che funzioni", "servizi non hanno un recapito che funzioni")


def need_lines(rounds: Sequence[RoundHere]) -> tuple[NeedLine, ...]:
    """One line a round and reason, for rounds in which services may still answer."""
    return tuple(line for one in rounds if one.line.state in WRITING for line in _of(one))


def _of(one: RoundHere) -> Iterator[NeedLine]:
    line = one.line
    if one.missing and line.days_left <= NEAR:
        text = f"{_said(one.missing, MISS)} a «{line.title}»: {_when(one)}."
        yield NeedLine(one.missing, text, _place(line.code, "mancanti"), "Vedi chi manca", True)
    if one.no_address:
        text = f"{_said(one.no_address, MUTE)}, per «{line.title}»: {ASK}"
        yield NeedLine(one.no_address, text, _place(line.code, "recapito"), "Vedi quali", False)


def _said(number: int, words: tuple[str, str]) -> str:
    return words[0] if number == 1 else words[1]


def _when(one: RoundHere) -> str:
    line = one.line
    if line.days_left < 0:
        return f"la scadenza era il {day(line.deadline)}, si può compilare fino al {day(line.closes)}"
    left = f"fra {counted(line.days_left, 'giorno', 'giorni')}" if line.days_left else "oggi"
    return f"la scadenza è il {day(line.deadline)}, {left}"


def _place(code: str, shown: str) -> str:
    return url_for("atr.round", code=code, mostra=shown, _anchor="servizi")
