"""The logic of a document, as commands prove it: see `questionari.proofs`."""

import json
from collections.abc import Iterator
from pathlib import Path

from questionari.catalogue import load_document
from questionari.cli.output import count
from questionari.engine.compiler import subject_of
from questionari.proofs.prove import Proof, Proved, prove


def proof_of(content: bytes) -> Proof:
    """The proof of a document that has no static error."""
    prepared = load_document(content)
    return prove(subject_of(prepared.document, prepared.sha256))


def lines(proof: Proof, file: Path, folder: Path | None) -> Iterator[str]:
    """The findings, each with the command that shows it when its witness is written to a folder."""
    for number, proved in enumerate(proof.findings, 1):
        found = proved.finding
        yield f"{found.severity} {found.code} {found.pointer or '/'}: {found.message}. {found.advice}"
        if folder is not None and proved.witness is not None:
            yield f"  shown by: {_written(proved, file, folder, f'{number:02}-{found.code}')}"
    for claim in proof.undecided:
        yield f"not decided: {claim}"


def _written(proved: Proved, file: Path, folder: Path, name: str) -> str:
    """Write a witness; the command that runs it."""
    folder.mkdir(parents=True, exist_ok=True)
    witness = proved.witness.as_json() if proved.witness else {}
    files = {part: folder / f"{name}.{part}.json" for part in ("answers", "context")}
    for part, target in files.items():
        target.write_text(json.dumps(witness.get(part, {}), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return f"flask questionnaire run {file} --answers {files['answers']} --context {files['context']}"


def verdict(proof: Proof) -> str:
    """What was proved, in one line."""
    decided = proof.claims - len(proof.undecided)
    open_ = f", {len(proof.undecided)} not decided" if proof.undecided else ""
    return f"logic: {decided} of {proof.claims} claims decided{open_}, {count(len(proof.findings), 'finding')}"
