"""Documents that would take seconds or never end, refused by their sizes, and the largest that is still proved."""

import json
from collections.abc import Iterator
from contextlib import suppress
from time import process_time
from typing import Any

import orjson

from bench.lines.proofs import judged
from bench.place import Place, Run, Sample, Stopwatch
from questionari import catalogue
from questionari.engine.checks.sizes import MAX_CHECKS
from tests.engine.builders import document, question
from tests.security.test_documents import HUGE, checks

DEEP = b'{"a":' + b"[" * 1_000 + b"]" * 1_000 + b"}"
TEN_MB = b'{"a":"' + b"x" * 10_000_000 + b'"}'


def _sources() -> Iterator[tuple[str, bytes]]:
    yield from (("deep", DEEP), ("ten_mb", TEN_MB))
    yield from ((name.replace(" ", "_"), _written(make())) for name, (make, _) in HUGE.items())


def _written(made: dict[str, Any]) -> bytes:
    return json.dumps(made).encode()


def refused(source: bytes) -> float:
    """CPU seconds until a document is refused, as every door of the product does it."""
    watch = Stopwatch()
    with watch.running(), suppress(catalogue.DocumentError):
        assert catalogue.compile_document(source).questionnaire is None
    return watch.cpu_s


def prepare(_place: Place, size: int) -> Run:
    """The first so many documents; with the last of them the largest number of checks of one answer, proved."""
    sources = dict(list(_sources())[:size])
    most = _written(document(question("Q1", "integer"), checks=checks(min(MAX_CHECKS, 100 * size))))

    def run() -> Sample:
        begun = process_time()
        for source in sources.values():
            orjson.loads(source)
        baseline = process_time() - begun
        notes = {name: refused(source) for name, source in sources.items()}
        slowest, proved = max(notes.values()), judged(most, wholly=False)
        return Sample(sum(notes.values()), baseline, {**notes, "slowest": slowest, "proved": proved})

    return run
