"""What the tests would pay for again and again, and what none of them is about.

Two thirds of a test of a page went to compiling the templates anew for its application, to a password hash that is
dear on purpose, and to waiting for the disk to keep a database that is thrown away a moment later.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

from questionari.store import session
from questionari.usecases.accounts import passwords

MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3  # bytes that must be free: databases, servers, what browsers keep
SELDOM = 10_000  # new objects, after which garbage is looked for: Python's 700 are for machines with little memory
SHIPPED = passwords._hasher  # of the product; its own test puts it back


class CompiledTemplates(BytecodeCache):
    """The code of the templates that this process has compiled; one that was changed has another checksum."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code, if it is there."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


Builder = Callable[..., tuple[str, str]]
Traced = list[tuple[bool, str]]


def builders_kept(make: Callable[[Rule, bool], Builder]) -> Callable[[Rule, bool], Builder]:
    """Addresses are put together by functions that Werkzeug compiles, two for each rule of each application."""
    kept: dict[tuple[object, ...], Builder] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = make(rule, append_unknown)
        return kept[key]

    return builder


def rules_kept(parse: Callable[[Rule, str], Iterable[RulePart]]) -> Callable[[Rule, str], Iterable[RulePart]]:
    """What Werkzeug reads in the address of a rule, piece by piece, again for each application."""
    kept: dict[object, tuple[list[RulePart], Traced, dict[str, BaseConverter], set[str]]] = {}

    def parts(rule: Rule, address: str) -> Iterable[RulePart]:
        key = (address, tuple(rule.map.converters.items()))
        if key not in kept:
            read = Rule(address)
            read.map = rule.map
            kept[key] = (list(parse(read, address)), read._trace, read._converters, read.arguments)
        found, trace, converters, arguments = kept[key]
        rule._trace.extend(trace)
        rule._converters.update(converters)
        rule.arguments |= arguments
        return found

    return parts


def statements_kept(make: Callable[..., Engine]) -> Callable[..., Engine]:
    """What SQLAlchemy has compiled for one engine, the next of its kind finds, as in a server that has run for long.

    It belongs to a dialect, which is handed on once it has met its database.
    """
    known: dict[str, Engine] = {}

    def engine(url: str, **options: Any) -> Engine:
        made = make(url, **options)
        first = known.get(made.dialect.name)
        if first is None:
            event.listen(made, "engine_connect", lambda _connection: known.setdefault(made.dialect.name, made))
            return made
        made.dialect = made.pool._dialect = first.dialect
        made._compiled_cache = first._compiled_cache
        return made

    return engine


def begin() -> None:
    """Compile each template, rule and statement once in this process; hash passwords in no time."""
    session.create_engine = statements_kept(session.create_engine)
    Rule._parse_rule = rules_kept(Rule._parse_rule)  # type: ignore[method-assign]  # no setting does it
    Rule._compile_builder = builders_kept(Rule._compile_builder)  # type: ignore[method-assign]  # nor this
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def nothing_is_garbage() -> Iterator[None]:
    """What is loaded here stays until the end: nobody looks for garbage in it, and seldom in what comes after."""
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(SELDOM)
        gc.enable()


def keep_in_memory() -> None:
    """Put temporary files where no disk is waited for, if there is such a place with room, where programs may run."""
    if not os.access(MEMORY, os.W_OK) or "TMPDIR" in os.environ:
        return
    if shutil.disk_usage(MEMORY).free > ROOM and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked anew
