"""Each request has an id and, once answered, a record: method, masked address, status, milliseconds. Never a person."""

import logging
import re
import secrets
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from time import perf_counter

from flask import Flask, Request, Response, abort, current_app, g, request

from questionari import clock, logs

log = logging.getLogger(__name__)
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
STARTED = re.compile(r"t=[0-9]{9,11}(?:\.[0-9]{1,6})?")
LONGEST_WAIT = timedelta(seconds=60)
UNSPOKEN = frozenset({"static", "public.health", "public.ready"})  # asked for all day long


class InMemory(Request):
    """A request whose files never touch a disk: what people attach is kept sealed or not at all.

    Its length is bounded before it is read (MAX_CONTENT_LENGTH, `takes_files`).
    """

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> BytesIO:
        return BytesIO()


def arrived() -> datetime:
    """When the request in hand came in: before it waited its turn, here or at the proxy that says so."""
    found: datetime = g.arrived
    return found


def _begin() -> None:
    g.begun, g.arrived = perf_counter(), _arrival(request.headers.get("X-Request-Start", ""))
    given = request.headers.get("X-Request-ID", "")
    believed = current_app.extensions["house"].settings.proxies and GIVEN.fullmatch(given)
    logs.request_id.set(given if believed else secrets.token_hex(8))


def _arrival(told: str) -> datetime:
    """The proxy's hour (seconds since 1970, "t=1795424400.123") where it is believed, and not longer ago than anybody
    waits for a page; else now."""
    now = clock.utc_now()
    if not (current_app.extensions["house"].settings.proxies and STARTED.fullmatch(told)):
        return now
    began = datetime.fromtimestamp(float(told.removeprefix("t=")), UTC)
    return began if now - LONGEST_WAIT <= began <= now else now


def _take_forms_only() -> None:
    """No page of ours sends JSON, few send files; flask-wtf would hand both to fields that expect texts."""
    takes_files = getattr(current_app.view_functions.get(request.endpoint or ""), "takes_files", None)
    if takes_files is not None:
        request.max_content_length = takes_files
    if request.method == "POST" and (request.is_json or (request.files and not takes_files)):
        abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = logs.request_id.get()
    if request.endpoint not in UNSPOKEN and "begun" in g:
        spent = round(1000 * (perf_counter() - g.begun), 1)
        facts = {"method": request.method, "path": logs.mask(request.path), "status": response.status_code, "ms": spent}
        log.info("request", extra={"facts": facts})
    return response


def note_all(app: Flask) -> None:
    """Note every request; to be called before the hooks that may refuse one."""
    app.before_request(_begin)
    app.after_request(_end)


def init_app(app: Flask) -> None:
    """Take forms, and files where they are meant."""
    app.request_class = InMemory
    app.before_request(_take_forms_only)
