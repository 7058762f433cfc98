"""What every command shares: the application's parts, JSON on stdout alone, messages on stderr."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from flask import current_app

from questionari.store.session import Database
from questionari.usecases.house import House, Refused


def database() -> Database:
    """The application's database."""
    return current_app.extensions["database"]  # type: ignore[no-any-return]


def house() -> House:
    """The frozen surroundings handed to use-cases."""
    return current_app.extensions["house"]  # type: ignore[no-any-return]


def ring(name: str) -> None:
    """Ring a worker's bell after a commit."""
    current_app.extensions["bell"].ring(name)


def say(text: str) -> None:
    """A message for the person, on stderr."""
    click.echo(text, err=True)


def emit(data: Any) -> None:
    """A result as JSON, alone on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def fail(text: str, code: int = 1) -> NoReturn:
    """End with a message and an exit code: 1 the rules refuse, 2 the call or a file is wrong."""
    say(f"error: {text}")
    raise SystemExit(code)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refused act into a message and exit code 1."""
    try:
        yield
    except Refused as refusal:
        fail(refusal.message)
