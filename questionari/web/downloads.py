"""A file made while it was asked for, to be kept by whoever asked."""

from flask import Response


def download(content: bytes, media_type: str, name: str) -> Response:
    """``content`` as a file called ``name``: saved, never shown in the page (ASVS 3.2.1)."""
    answer = Response(content, mimetype=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
