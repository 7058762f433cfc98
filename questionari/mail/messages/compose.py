"""A kind, its values and perhaps a staff text -> subject, plain text and HTML, wrapped by our own layout.

The mails of a campaign differ by a few values: the layout is rendered once with a mark for each, then only filled.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import escape

from questionari.engine.wording import ITALIAN, translated
from questionari.mail.messages.kind import ADDRESSES, MailKind
from questionari.mail.messages.kinds import kind_of
from questionari.mail.messages.safety import header_value
from questionari.mail.messages.templates import PLACEHOLDER, fill, placeholders, unglue
from questionari.settings import ROOT

FACTS = (("", "servizio"), ("Rilevazione", "tornata"), ("Termine", "scadenza"))
ALSO = (
    "Il questionario si può compilare anche in questa lingua: "
    "la scelga in alto nella pagina che si apre dal collegamento."
)
FIELD_TRIAL = "[PROVA SUL CAMPO] "  # how the subject of a message of a field trial begins
#: And its text: a service must know it before it opens the link.
TOLD_FIRST = ("Prova sul campo.", "Le risposte servono a provare il questionario: non entrano nei dati.")
TITLE = "Title"  # among the values, where a placeholder's name has no capitals
WEB = ("https://", "http://")
MARKS = re.compile("[\ue000-\ue002]")  # characters for private use: no text of ours has one
MARK = re.compile("(?:https://\ue001|\ue000)([A-Za-z_]+)\ue002")
HEADERS = {"Auto-Submitted": "auto-generated", "Content-Language": "it"}

LAYOUT = Environment(
    loader=FileSystemLoader(Path(ROOT) / "templates" / "mail"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to be frozen: subject (one line), plain text, HTML, its own headers."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str] = field(default_factory=lambda: dict(HEADERS))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line of HTML: plain text, or a link (`main`: the one the message is about)."""

    text: str
    href: str = ""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Tongue:
    """The language of a message, and those the questionnaire can be answered in besides: it says so in each of them."""

    language: str = ITALIAN
    also: tuple[str, ...] = ()

    def __call__(self, message: str, **values: str) -> str:
        """A message of ours in that language."""
        return translated(message, self.language).format(**values)


IN_ITALIAN = Tongue()


def compose(
    name: str,
    values: Mapping[str, str],
    texts: Mapping[str, str] | None = None,
    prefix: str = "",
    tongue: Tongue = IN_ITALIAN,
) -> Message:
    """Make a message of a kind. `values`: placeholder -> text. `texts`: the staff's {"subject", "body"}, else our own.

    `prefix` opens the subject (the mark of a test round; of a field trial the text says so too). Raises UnknownKind,
    MessageFault.
    """
    kind = kind_of(name)
    own = {"subject": translated(kind.subject, tongue.language), "body": translated(kind.body, tongue.language)}
    given = own | {part: text for part, text in (texts or {}).items() if text}
    subject = header_value("subject", prefix + fill(given["subject"], values))
    body = unglue(given["body"]).replace("\r\n", "\n").strip()
    if prefix == FIELD_TRIAL:
        body = f"{' '.join(map(tongue, TOLD_FIRST))}\n\n{body}"
    text, html = _bodies(name, body, {**values, TITLE: subject}, tongue)
    headers = {**HEADERS, "Content-Language": ", ".join((tongue.language, *tongue.also))}
    return Message(subject, text.strip() + "\n", html.strip() + "\n", headers)


def _bodies(name: str, body: str, values: Mapping[str, str], tongue: Tongue) -> tuple[str, str]:
    """Plain text and HTML. A value that makes lines of its own, or a text with a mark in it, is rendered by itself."""
    if MARKS.search(body) or any("\n" in value for value in values.values()):
        return _rendered(name, body, values, tongue)
    text, html = _frames(name, body, tuple((one, _mark(one, value)) for one, value in values.items()), tongue)
    return _filled(text, values, str), _filled(html, values, escape)


def _mark(name: str, value: str) -> str:
    """What stands for a value: as empty, and as much of an address, as the value is."""
    if not value:
        return ""
    return f"https://\ue001{name}\ue002" if value.startswith(WEB) else f"\ue000{name}\ue002"


@lru_cache(maxsize=128)
def _frames(
    name: str, body: str, marks: tuple[tuple[str, str], ...], tongue: Tongue
) -> tuple[Sequence[str], Sequence[str]]:
    """Both texts as pieces; every second one is the name of a value."""
    text, html = _rendered(name, body, dict(marks), tongue)
    return MARK.split(text), MARK.split(html)


def _filled(pieces: Sequence[str], values: Mapping[str, str], shown: Callable[[str], str]) -> str:
    filled = list(pieces)
    filled[1::2] = [shown(values[name]) for name in pieces[1::2]]
    return "".join(filled)


def _rendered(name: str, body: str, values: Mapping[str, str], tongue: Tongue) -> tuple[str, str]:
    kind = kind_of(name)
    frame = {
        "subject": values[TITLE],
        "values": values,
        "facts": _facts(kind, values, tongue),
        "used": placeholders(body),
        "_": tongue,
        "also": [(code, translated(ALSO, code)) for code in tongue.also],
    }
    text = LAYOUT.get_template("layout.txt").render(**frame, body=fill(body, values))
    html = LAYOUT.get_template("layout.html").render(**frame, paragraphs=_paragraphs(kind, body, values, tongue))
    return text, html


def _facts(kind: MailKind, values: Mapping[str, str], tongue: Tongue) -> list[tuple[str, str]]:
    """What closes the mail; a deadline only where the text names no other date."""
    shown = kind.known - kind.without
    return [(tongue(label or kind.unit_word), values[n]) for label, n in FACTS if n in shown and values.get(n)]


def _paragraphs(kind: MailKind, body: str, values: Mapping[str, str], tongue: Tongue) -> list[list[list[Piece]]]:
    """Paragraphs (blank lines) of lines of pieces; a value that brings line breaks in makes lines of its own."""
    return [_lines(kind, paragraph, values, tongue) for paragraph in re.split(r"\n{2,}", body)]


def _lines(kind: MailKind, paragraph: str, values: Mapping[str, str], tongue: Tongue) -> list[list[Piece]]:
    """What stands between two links of a line is one piece, whatever it was put together from."""
    lines: list[list[Piece]] = [[]]
    text = ""
    for position, token in enumerate(PLACEHOLDER.split(paragraph)):
        if position % 2 and token in ADDRESSES:
            lines[-1] += [Piece(text), _link(kind, token, values[token], tongue)]
            text = ""
            continue
        *ended, text = (text + (values[token] if position % 2 else token)).split("\n")
        for line in ended:
            lines[-1].append(Piece(line))
            lines.append([])
    lines[-1].append(Piece(text))
    return lines


def _link(kind: MailKind, name: str, address: str, tongue: Tongue) -> Piece:
    label = tongue(kind.link_text if name == "link" else ADDRESSES[name])
    if not address.startswith(WEB):
        return Piece(address)
    return Piece(label or address, address, main=name in ("link", "link_password", "link_consultazione", "link_visto"))
