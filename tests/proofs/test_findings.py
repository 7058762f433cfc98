"""Every finding of the proofs comes with a response; the headless run of that response shows what is claimed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from questionari.catalogue import compile_document, load_document
from questionari.engine.compiler import subject_of
from questionari.engine.headless import run
from questionari.proofs.prove import Proof, prove
from tests.engine.builders import DOCUMENTS, document, question

ROOT = DOCUMENTS.parent.parent
LOGIC = sorted((DOCUMENTS / "faulty").glob("LOG*.json"))
INSTRUMENTS = sorted((ROOT / "schemi" / "questionari").glob("*/*.json"))
Report = dict[str, Any]


def proof_of(content: bytes | dict[str, Any]) -> Proof:
    prepared = load_document(content)
    return prove(subject_of(prepared.document, prepared.sha256))


def asked(report: Report) -> set[str]:
    return {code for page in report["pages"] for code in page["questions"]}


def told(report: Report) -> set[str]:
    return {finding["code"] for kind in ("errors", "warnings", "notes") for finding in report[kind]}


#: Document -> what the run of its witness must show.
SHOWN: dict[str, Callable[[Report], bool]] = {
    "LOG001": lambda report: asked(report) == {"Q1"},
    "LOG001-bounds": lambda report: asked(report) == {"Q1"},
    "LOG001-detail": lambda report: "Q2" in asked(report) and "Q2.98" not in asked(report),
    "LOG001-child": lambda report: asked(report) == {"Q1"},
    "LOG001-nested": lambda report: asked(report) == {"Q1"},
    "LOG002": lambda report: [page["code"] for page in report["pages"]] == ["P1"],
    "LOG003": lambda report: "Q2" in asked(report) and report["exported"]["values"]["Q2"] != "2",
    "LOG004": lambda report: report["exported"]["stati"]["Q2_2"] == -1,
    "LOG004-cell": lambda report: report["exported"]["stati"]["Q2_1_b"] == -1,
    "LOG005": lambda report: "Q2" in asked(report),
    "LOG006": lambda report: "Q2" in asked(report) and "Q2" not in report["missing"],
    "LOG007": lambda report: "Q1" in asked(report) and told(report) == set(),
    "LOG007-row": lambda report: "Q1" in asked(report) and told(report) == set(),
    "LOG008": lambda report: "Q1.basso" in told(report),
    "LOG009": lambda report: {"Q1.alto", "Q1.molto_alto"} <= told(report),
    "LOG010": lambda report: bool({"C1", "C2"} & told(report)) and not report["submittable"],
    "LOG010-table": lambda report: bool({"C1", "C2"} & told(report)) and not report["submittable"],
    "LOG011": lambda report: not report["submittable"],
    "LOG012": lambda report: "Q2" in asked(report) and not report["submittable"],
}


@pytest.mark.parametrize("path", LOGIC, ids=lambda path: path.stem)
def test_the_run_of_a_witness_shows_the_claim(path: Path) -> None:
    definition = compile_document(path.read_bytes()).questionnaire
    assert definition is not None
    findings = proof_of(path.read_bytes()).findings
    assert findings
    for proved in findings:
        assert proved.witness is not None
        assert SHOWN[path.stem](run(definition, proved.witness.answers, proved.witness.context)), proved


def test_every_document_with_faulty_logic_says_what_its_witness_shows() -> None:
    assert set(SHOWN) == {path.stem for path in LOGIC}


@pytest.mark.parametrize("path", INSTRUMENTS, ids=lambda path: path.parent.name)
def test_the_instruments_are_proved_without_findings_and_nothing_stays_open(path: Path) -> None:
    proof = proof_of(path.read_bytes())
    assert [proved.finding for proved in proof.findings] == []
    assert proof.undecided == ()
    assert proof.claims > 50


def test_what_the_solver_cannot_decide_in_its_steps_is_said_openly() -> None:
    """Fermat's last theorem for cubes, as a condition."""
    numbers = [question(code, "integer", min=1, max=10**12) for code in "ABC"]
    cubes = "A * A * A + B * B * B == C * C * C"
    proof = proof_of(document(*numbers, question("D", visible_if=cubes)))
    assert "no answers lead to question D" in proof.undecided
    assert [proved.finding.code for proved in proof.findings] == []


def test_one_proof_is_like_another() -> None:
    content = (DOCUMENTS / "faulty" / "LOG012.json").read_bytes()
    assert proof_of(content).findings == proof_of(content).findings
