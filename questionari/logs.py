"""Logs of every process: one JSON object a line, control characters escaped, secrets of addresses masked.

Knows no framework: web processes, workers and the timer call `to_stderr` once at their start; whoever runs them keeps
what arrives on stderr (journald, a container's log). Outside production the same records are plain lines.
"""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

#: Personal links, also those to several questionnaires, a consultation, an approval or a part of a response, and links
#: that set a password: what follows opens a door (ASVS 16.2.5). Each address that takes a token must stand here.
DOORS = (
    *("/q/", "/miei/", "/accesso/password/", "/consultazione/apri/", "/visto/apri/", "/colleghi/apri/"),
    "/passaggio/",
)
SECRET = re.compile(rf"({'|'.join(DOORS)})[^\s/?#\"'<>&]+")
MASK = r"\1***"
PLAIN = "%(asctime)s %(levelname)s %(name)s %(message)s"
OURS = ("questionari", "esportazioni")

#: The id of the request in hand; "" outside requests. It is on the answer (X-Request-ID) and in every record.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def mask(text: str) -> str:
    """A text without the secrets that addresses carry."""
    return SECRET.sub(MASK, text)


class JsonFormatter(logging.Formatter):
    """A record as one line of ASCII: whatever was logged, no line of its own making can follow (ASVS 16.4.1)."""

    def format(self, record: logging.LogRecord) -> str:
        """time (UTC), level, logger, message, request, error (the traceback, if there is one), and `extra` facts."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
            "request": request_id.get(),
            "error": mask(self.formatException(record.exc_info)) if record.exc_info else "",
            **getattr(record, "facts", {}),
        }
        return json.dumps({name: value for name, value in line.items() if value != ""}, default=str)


class PlainFormatter(logging.Formatter):
    """For a person at a terminal: still masked."""

    def format(self, record: logging.LogRecord) -> str:
        """A line as people read it; a traceback follows on lines of its own."""
        return mask(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    """Ours, so that calling `to_stderr` again replaces it instead of adding another."""


def to_stderr(as_json: bool, stream: TextIO | None = None) -> None:
    """Send every record to stderr: ours from INFO on, others' from WARNING on. Calling it again changes the form."""
    root = logging.getLogger()
    for handler in [found for found in root.handlers if isinstance(found, _Handler)]:
        root.removeHandler(handler)
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if as_json else PlainFormatter(PLAIN))
    root.addHandler(handler)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
