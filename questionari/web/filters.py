"""Template filters and globals: dates and numbers as the language of the page writes them, static addresses."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app

from questionari.clock import ROME, local_day
from questionari.engine import locales
from questionari.usecases import fields
from questionari.usecases.workbench.versions import by_code
from questionari.web import language
from questionari.web.respond import trials
from questionari.web.respond.texts import inline, markdown


def day(value: date | datetime | None) -> str:
    """31/12/2026, of an instant its local day."""
    if value is None:
        return ""
    return locales.day(local_day(value) if isinstance(value, datetime) else value, language.current())


def moment(value: datetime | None) -> str:
    """31/12/2026, ore 10:42 (Europe/Rome)."""
    return (
        ""
        if value is None
        else language.word("{day}, ore {time}", day=day(value), time=f"{value.astimezone(ROME):%H:%M}")
    )


def number(value: int | float | Decimal | None) -> str:
    """1.234,5."""
    if value is None:
        return ""
    return locales.number(f"{value:,}".translate(str.maketrans(",.", ".,")), language.current())


def iso_day(value: str | None) -> str:
    """2026-12-31 of a day typed as people do, or so already; "" of anything else."""
    try:
        return fields.day((value or "").strip()).isoformat()
    except fields.FieldError:
        return ""


@cache
def _fingerprint(folder: str, name: str) -> str:
    """Of a file; of a script with its neighbours, which it loads under its own fingerprint; of none an empty text."""
    own = Path(folder) / name
    if not own.exists():
        return ""
    files = sorted(own.parent.glob("*.js")) if own.suffix == ".js" else [own]
    return "?v=" + sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file with its fingerprint, so that it may be cached for good."""
    mark = _fingerprint(current_app.static_folder or "", name)
    return f"{current_app.static_url_path}/{name}{mark}"  # url_for knows no address where the host was refused


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.filters.update(
        day=day, moment=moment, number=number, iso_day=iso_day, inline=inline, markdown=markdown, by_code=by_code
    )
    settings = app.extensions["house"].settings
    app.jinja_env.globals.update(asset=asset, help_desk=settings.help_desk)
    language.init_app(app)
    trials.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def surroundings() -> dict[str, object]:
        return {"demo_mode": app.extensions["house"].settings.demo}
