"""Our instruments as their author has them judged: every static check, then every claim of their logic proved."""

import json
from collections.abc import Iterator
from time import process_time

from bench.place import Place, Run, Sample, Stopwatch
from questionari import catalogue
from questionari.engine.compiler import compile_questionnaire, subject_of
from questionari.engine.expressions import parser
from questionari.proofs.prove import prove
from questionari.settings import ROOT

INSTRUMENTS = sorted((ROOT / "schemi" / "questionari").glob("*/2026.1.json"))


def judged(source: bytes, wholly: bool = True) -> float:
    """CPU seconds of checking and proving one document, wholly or within the bounds, no expression remembered."""
    parser.parse.cache_clear()
    watch = Stopwatch()
    with watch.running():
        prepared = catalogue.load_document(source)
        assert not catalogue.structural_findings(prepared.document)
        compile_questionnaire(prepared.document, prepared.sha256)
        proof = prove(subject_of(prepared.document, prepared.sha256))
    assert not (wholly and proof.undecided)
    return watch.cpu_s


def figures(sources: dict[str, bytes]) -> Iterator[tuple[str, float]]:
    """Each instrument by its code, and the longest of them."""
    found = {code: judged(source) for code, source in sources.items()}
    yield from found.items()
    yield "longest", max(found.values())


def prepare(_place: Place, size: int) -> Run:
    """The first so many instruments."""
    sources = {path.parent.name: path.read_bytes() for path in INSTRUMENTS[:size]}

    def run() -> Sample:
        begun = process_time()
        for source in sources.values():
            json.loads(source)
        baseline = process_time() - begun
        notes = dict(figures(sources))
        return Sample(sum(notes.values()) - notes["longest"], baseline, notes)

    return run
