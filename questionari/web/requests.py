"""Each request has an id and, once answered, a record: method, masked address, status, milliseconds. Never a person."""

import logging
import re
import secrets
from http import HTTPStatus
from io import BytesIO
from time import perf_counter

from flask import Flask, Request, Response, abort, current_app, g, request

from questionari import logs

log = logging.getLogger(__name__)
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
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


def _begin() -> None:
    g.begun = perf_counter()
    given = request.headers.get("X-Request-ID", "")
    believed = current_app.extensions["house"].settings.proxies and GIVEN.fullmatch(given)
    logs.request_id.set(given if believed else secrets.token_hex(8))


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


def init_app(app: Flask) -> None:
    """Note every request; to be called before the hooks that may refuse one."""
    app.request_class = InMemory
    app.before_request(_begin)
    app.before_request(_take_forms_only)
    app.after_request(_end)
