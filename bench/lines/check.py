"""Instrument A judged: structure, every static check, the questionnaire built."""

from bench.lines.compile import repeated
from bench.place import Place, Run
from questionari import catalogue
from questionari.engine.compiler import compile_questionnaire


def prepare(_place: Place, size: int) -> Run:
    """What `flask questionnaire check` does, but for reading the file."""

    def judge(found: catalogue.Prepared) -> object:
        assert not catalogue.structural_findings(found.document)
        return compile_questionnaire(found.document, found.sha256)

    return repeated(judge, size)
