"""How commands speak: JSON alone on stdout, messages on stderr, exit code 1 when the rules say no, 2 for bad usage."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any, NoReturn, TypeVar

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from questionari.store.session import Database
from questionari.usecases.fields import Invalid
from questionari.usecases.house import Actor, House, Refused

ACTOR = Actor("system", "cli")
F = TypeVar("F", bound=Callable[..., Any])
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What stdout holds.",
)


def database() -> Database:
    """The application's database."""
    found: Database = current_app.extensions["database"]
    return found


def house() -> House:
    """The frozen surroundings of use-cases."""
    found: House = current_app.extensions["house"]
    return found


def ring(name: str) -> None:
    """Ring a worker's bell after a commit."""
    current_app.extensions["bell"].ring(name)


def fail(message: str, code: int = 1) -> NoReturn:
    """End with a message and an exit code: 1 the rules or the data refuse, 2 the call is wrong."""
    say(message)
    raise SystemExit(code)


def say(message: str) -> None:
    """A message for the person, on stderr."""
    click.echo(message, err=True)


def count(number: int, what: str) -> str:
    """A number with what it counts: 1 finding, 2 findings."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def print_json(value: object) -> None:
    """A JSON value, alone on stdout; dates and identifiers as text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns separated by tabs, one record a line, header first: readable, and food for cut and awk."""
    for cells in (headers, *rows):
        click.echo("\t".join(str(cell).replace("\t", " ").replace("\n", " ") for cell in cells))


def guarded(function: F) -> F:
    """In the application's context; what the rules refuse is told on stderr with exit code 1."""

    @with_appcontext
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Invalid as error:
            for fault in error.faults:
                say(f"{fault.field}: {fault.message}")
            raise SystemExit(1) from error
        except Refused as error:
            say(f"refused ({error.code}): {error.message}")
            raise SystemExit(1) from error
        except (OperationalError, ProgrammingError) as error:
            say(f"database: {error.orig}; is it running, and migrated (`flask db upgrade`)?")
            raise SystemExit(1) from error

    return run  # type: ignore[return-value]  # click reads the parameters from the wrapped function
