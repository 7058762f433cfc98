"""PostgreSQL databases that one test after the other borrows: emptied between them, made anew where that is not enough.

Making and dropping a database takes the server 140 ms of CPU, truncating the tables of a small test 60 and more (each
with its indexes is a file made anew, and the catalogue grows by it), deleting its rows 20.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg

from tests.services.postgres import CONNECT_S, NUMBERS, command, copied, dropped, template

LEAVE = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
#: Tables that hold anything, or did, and whether it is much: rows that are deleted leave their place taken.
USED = """SELECT quote_ident(relname), pg_relation_size(oid) > 32768 FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    AND relname <> 'alembic_version'"""
#: Every change of the schema writes a row in one of these, or takes one away.
CATALOGUES = ("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_proc", "pg_trigger", "pg_type")
SCHEMA = " UNION ALL ".join(
    f"SELECT '{each}', count(*), max(xmin::text::bigint) FROM {each}" for each in (*CATALOGUES, "alembic_version")
)
Schema = list[tuple[object, ...]]
_spare: list[tuple[str, Schema]] = []  # of this process: name, schema as it is lent


@contextmanager
def clean_database(prefix: str) -> Iterator[str]:
    """Address of a clean, migrated database whose name begins so, until the end of the block.

    No name is used twice: what a test has left running finds its database no more, as if it had been dropped.
    """
    address, name = template(), f"{prefix}_{next(NUMBERS)}"
    schema = _lent(address, name)
    yield f"{address}/{name}"
    kept = _emptied(f"{address}/{name}", schema)
    if kept is None:
        dropped(address, name)
    else:
        _spare.append((name, kept))


def _lent(address: str, name: str) -> Schema:
    """Rename a spare database, or make one; its schema."""
    if _spare:
        last, schema = _spare.pop()
        command(address, f"ALTER DATABASE {last} RENAME TO {name}")
        return schema
    copied(address, name)
    with psycopg.connect(f"{address}/{name}", autocommit=True, connect_timeout=CONNECT_S) as connection:
        return connection.execute(SCHEMA).fetchall()


def _emptied(url: str, lent: Schema) -> Schema | None:
    """Empty the tables that hold anything; the schema after it, or None where a test has touched it."""
    with psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_S) as connection:
        connection.execute(LEAVE)
        try:
            if connection.execute(SCHEMA).fetchall() != lent:
                return None
        except psycopg.errors.UndefinedTable:
            return None
        for statement in _emptying(connection.execute(USED).fetchall()):
            connection.execute(statement)
        return connection.execute(SCHEMA).fetchall()


def _emptying(used: Sequence[tuple[Any, ...]]) -> Iterator[LiteralString]:
    """What empties these tables. No trigger and no foreign key has a say in it."""
    large = ",".join(name for name, is_large in used if is_large)
    if large:
        yield f"TRUNCATE {large} CASCADE"
    rows = "; ".join(f"DELETE FROM {name}" for name, is_large in used if not is_large)
    if rows:
        yield f"SET session_replication_role = replica; {rows}"
