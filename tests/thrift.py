"""What the tests would pay for again and again, and what none of them is about.

Two thirds of a test of a page went to compiling the templates anew for its application, to a password hash that is
dear on purpose, and to waiting for the disk to keep a database that is thrown away a moment later.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import CodeType

from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from questionari.usecases.accounts import passwords

MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3  # bytes that must be free: databases, servers, what browsers keep
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


def builders_kept(make: Callable[[Rule, bool], Builder]) -> Callable[[Rule, bool], Builder]:
    """Addresses are put together by functions that Werkzeug compiles, two for each rule of each application."""
    kept: dict[tuple[object, ...], Builder] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Builder:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = make(rule, append_unknown)
        return kept[key]

    return builder


def begin() -> None:
    """Compile each template and each rule once in this process; hash passwords in no time."""
    Rule._compile_builder = builders_kept(Rule._compile_builder)  # type: ignore[method-assign]  # no setting does it
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def keep_in_memory() -> None:
    """Put temporary files where no disk is waited for, if there is such a place with room, where programs may run."""
    if not os.access(MEMORY, os.W_OK) or "TMPDIR" in os.environ:
        return
    if shutil.disk_usage(MEMORY).free > ROOM and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked anew
