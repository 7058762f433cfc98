"""Instrument A from its document to a questionnaire that can be asked, as at the first request of a process."""

import json
from collections.abc import Callable
from pathlib import Path
from time import process_time

from bench.place import Place, Run, Sample, Stopwatch
from questionari import catalogue
from questionari.engine.compiler.compile import build_questionnaire
from questionari.engine.expressions import parser

INSTRUMENT = Path(__file__).resolve().parents[2] / "schemi" / "questionari" / "A" / "2026.1.json"
Work = Callable[[catalogue.Prepared], object]


def baseline(source: bytes, size: int) -> float:
    """CPU seconds of reading the JSON alone."""
    begun = process_time()
    for _ in range(size):
        json.loads(source)
    return process_time() - begun


def repeated(work: Work, size: int) -> Run:
    """A run that does the work that many times, no expression remembered between them."""
    source = INSTRUMENT.read_bytes()
    prepared = catalogue.load_document(source)

    def run() -> Sample:
        watch = Stopwatch()
        for _ in range(size):
            parser.parse.cache_clear()
            with watch.running():
                work(prepared)
        return Sample(watch.cpu_s, baseline(source, size))

    return run


def prepare(_place: Place, size: int) -> Run:
    """Build, without the checks that were made at publication."""
    return repeated(lambda found: build_questionnaire(found.document, found.sha256), size)
