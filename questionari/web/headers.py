"""Security headers on every answer (decisions.md 25; ASVS 3.4). Hooks tolerate an unmatched route."""

from http import HTTPStatus

from flask import Flask, Response, current_app, request

CSP = "; ".join(
    (
        "default-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "font-src 'self' data:",
        "img-src 'self' data:",
    )
)
FIXED = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _add(response: Response) -> Response:
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    elif "v" not in request.args and response.status_code == HTTPStatus.OK:
        response.headers["Cache-Control"] = "public, max-age=86400"  # no fingerprint: a new release must reach her
    if current_app.extensions["house"].settings.https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def init_app(app: Flask) -> None:
    """Put the headers on every response."""
    app.after_request(_add)
