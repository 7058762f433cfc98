"""The words of a mail and the list of what is attached. Nothing attached is ever decoded."""

from email.message import Message
from html.parser import HTMLParser

from questionari.mail.incoming.model import Attachment
from questionari.mail.incoming.shape import clean, parts

LONGEST = 20_000  # characters
MOST_ATTACHMENTS = 20
SILENT = frozenset({"script", "style", "head", "title"})
BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table"})
PLAIN, HTML = "text/plain", "text/html"


def text_of(message: Message) -> str:
    """What the mail says: its plain text, else its HTML without the marks."""
    shown = [part for part in parts(message) if _is_shown(part)]
    plain = next((part for part in shown if part.get_content_type() == PLAIN), None)
    if plain is not None:
        return tidy(decoded(plain))
    html = next((part for part in shown if part.get_content_type() == HTML), None)
    return tidy(_without_marks(decoded(html))) if html is not None else ""


def _is_shown(part: Message) -> bool:
    return part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"


def decoded(part: Message) -> str:
    """The text of a part, in its charset where that is one; what does not fit becomes a replacement sign."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    begin = payload[: 8 * LONGEST]
    try:
        return begin.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):
        return begin.decode("utf-8", errors="replace")


def tidy(text: str) -> str:
    """Lines without trailing blanks, no more than one empty line in a row, shortened."""
    lines = [clean(line).rstrip() for line in text[: 2 * LONGEST].splitlines()]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(kept).strip()[:LONGEST]


def attachments_of(message: Message) -> tuple[Attachment, ...]:
    """What is attached, by type and size; of enclosed messages, what is in them counts too."""
    found = [
        Attachment(clean(part.get_content_type())[:100], len(payload))
        for part in parts(message)
        if not part.is_multipart() and not _is_shown(part) and isinstance(payload := part.get_payload(), str)
    ]
    return tuple(found[:MOST_ATTACHMENTS])


class _Words(HTMLParser):
    """Gathers what a reader sees of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break lines, and fall silent inside what is not shown."""
        self.silent += tag in SILENT
        if tag in BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Speak again."""
        self.silent -= tag in SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if not self.silent:
            self.words.append(" ".join(data.split()) + " " if data.strip() else "")


def _without_marks(html: str) -> str:
    reader = _Words()
    try:
        reader.feed(html[: 4 * LONGEST])
    except (AssertionError, ValueError):
        return "".join(reader.words)
    return "".join(reader.words)
