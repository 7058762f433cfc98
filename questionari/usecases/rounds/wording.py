"""How the mails of a round read: for a real recipient, in each language that was written, and as a trial to oneself."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.wording import ITALIAN
from questionari.mail.messages import Message, Tongue, compose, kind_of
from questionari.mail.messages.kinds import worded_for
from questionari.store import census
from questionari.store.models.rounds import Round
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, NotFound
from questionari.usecases.outbox import enqueue, values as mail_values
from questionari.usecases.outbox.queueing import TRIED
from questionari.usecases.outbox.tongues import asked_of, tongue_of
from questionari.usecases.rounds.basics import get_round
from questionari.usecases.rounds.drafting import TEXT_KEYS, TEXT_KINDS, TEXT_LANGUAGES
from questionari.usecases.rounds.previewing import Receiver, judged

SAMPLE_CODE = "AB12CD34EF"
TRIAL_MARK = "[PROVA DEL TESTO] "


@dataclass(frozen=True, slots=True)
class MailPreview:
    """A mail as one real recipient would read it; links are shown as labels. ``key``: see drafting.TEXT_KEYS."""

    key: str
    title: str
    recipient: str
    unit: str
    code: str
    message: Message


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with all that is needed to make a mail of it."""

    row: Round
    key: str
    to: Receiver
    values: Mapping[str, str]
    tongue: Tongue
    kind: str

    @property
    def own(self) -> Mapping[str, str] | None:
        """What staff wrote; None: the product's own text."""
        found: Mapping[str, str] | None = self.row.texts.get(self.key)
        return found

    def message(self, mark: str, **values: str) -> Message:
        """The mail, with some values in place of the labels."""
        return compose(self.kind, {**self.values, **values}, self.own, mark, self.tongue)


def written_keys(row: Round) -> tuple[str, ...]:
    """The texts that a round has: all in Italian, the others where staff wrote them."""
    return tuple(key for key in TEXT_KEYS if key in TEXT_KINDS or key in row.texts)


def preview_mails(
    session: Session, house: House, now: datetime, round_id: uuid.UUID, unit_code: str = ""
) -> tuple[MailPreview, ...]:
    """Every text as a unit that would receive it reads it, the first one unless named; nothing where nobody would."""
    row = get_round(session, round_id)
    to = receiver(session, row, now, unit_code)
    found = (_text(session, house, now, row, key, to) for key in written_keys(row)) if to else ()
    return tuple(_shown(text) for text in found)


def receiver(session: Session, row: Round, now: datetime, unit_code: str) -> Receiver | None:
    """The unit of that code among those who would receive a mail, else the first of them."""
    first = None
    for one in _receivers(session, row, now):
        first = first or one
        if one.code == unit_code or not unit_code:
            return one
    return first


def _receivers(session: Session, row: Round, now: datetime) -> Iterator[Receiver]:
    return (one for one in judged(session, row, now) if isinstance(one, Receiver))


def _text(session: Session, house: House, now: datetime, row: Round, key: str, to: Receiver) -> _Text:
    kind, _, language = key.partition("@")
    language = language or ITALIAN
    atrs = census.members(session, [to.unit_id], local_day(now)).get(to.unit_id, ())
    values = mail_values.of_house(house) | mail_values.of_round(row, None, language)
    values |= {
        "servizio": to.name,
        "atr": " e ".join(atr.name for atr in atrs),
        "codice": SAMPLE_CODE,
        "stato_compilazione": "non ancora aperto",
    }
    values |= dict.fromkeys(("link", "link_variazione"), mail_values.HIDDEN_LINK)
    values |= {"link_preparazione": mail_values.SHEET_LINK}
    return _Text(row, key, to, values, tongue_of(session, house, kind, row, language), _worded(session, row, kind))


def _worded(session: Session, row: Round, kind: str) -> str:
    return worded_for(kind, asked_of(session, row))


def _shown(text: _Text) -> MailPreview:
    mark = mail_values.mark_of(text.row)
    return MailPreview(text.key, title_of(text.key), text.to.email, text.to.name, text.to.code, text.message(mark))


def title_of(key: str) -> str:
    """«invito», «sollecito prima della scadenza, in tedesco»."""
    kind, _, language = key.partition("@")
    return f"{kind_of(kind).title}, {TEXT_LANGUAGES[language]}" if language else kind_of(kind).title


def try_text(
    session: Session, house: House, now: datetime, actor: Actor, round_id: uuid.UUID, trial: tuple[str, str, str]
) -> None:
    """Send a text through the outbox, marked; ``trial``: its key, the unit it is made for, the address of who tries it.

    Its buttons lead to the page that verifies messages: it holds nobody's link. Raises NotFound.
    """
    key, unit_code, email = trial
    row = get_round(session, round_id)
    to = receiver(session, row, now, unit_code)
    if key not in written_keys(row) or to is None:
        raise NotFound("testo")
    text = _text(session, house, now, row, key, to)
    harmless = f"{house.settings.base_url}/verifica"
    names = ("link", "link_variazione", "link_preparazione")
    given = {
        "of": text.kind,
        "values": {**text.values, **dict.fromkeys(names, harmless)},
        "texts": dict(text.own) if text.own else None,
        "mark": TRIAL_MARK,
        "language": text.tongue.language,
    }
    enqueue(session, now, "text_test", email, context={TRIED: given}, seq=now.isoformat())
    audit.record(session, now, actor, "round.text_tried", ("round", row.id), text=key)
