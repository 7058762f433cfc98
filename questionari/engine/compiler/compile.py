"""The compilation itself: read, link, check."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.checks.registry import static_findings
from questionari.engine.checks.subject import Subject
from questionari.engine.compiler.build import Build, Sourced, items
from questionari.engine.compiler.lists import read_lists
from questionari.engine.compiler.questions import build_check
from questionari.engine.compiler.rules import burden, effects, indicators, preparation
from questionari.engine.compiler.structure import build_section, page_of, section_of
from questionari.engine.definition import Questionnaire, Section
from questionari.engine.findings import StaticFinding, has_errors

_NO_NOTICE = {"version": "", "text": {"it": ""}}


@dataclass(frozen=True, slots=True)
class Compiled:
    """The questionnaire, or None when a finding is an error; findings in document order of their family."""

    questionnaire: Questionnaire | None
    findings: tuple[StaticFinding, ...]


def compile_questionnaire(document: Mapping[str, Any], sha256: str) -> Compiled:
    """Compile a self-contained document that follows the schema (``catalogue`` sees to both); never raises on one."""
    build = Build()
    subject = _subject(build, document, sha256)
    findings = tuple(dict.fromkeys((*build.findings, *static_findings(subject))))
    return Compiled(None if has_errors(findings) else subject.questionnaire, findings)


def subject_of(document: Mapping[str, Any], sha256: str) -> Subject:
    """What the static checks look at, for other examiners of a self-contained document (the proofs)."""
    return _subject(Build(), document, sha256)


def _subject(build: Build, document: Mapping[str, Any], sha256: str) -> Subject:
    questionnaire = _questionnaire(build, Sourced(document, ""), sha256)
    return Subject(document, questionnaire, tuple(build.sites), build.pointers, build.order)


def build_questionnaire(document: Mapping[str, Any], sha256: str) -> Questionnaire:
    """The questionnaire of a document judged before: no check runs, so a check added later cannot take it away."""
    return _questionnaire(Build(), Sourced(document, ""), sha256)


def _sections(build: Build, at: Sourced) -> tuple[Section, ...]:
    """The sections, once the lists they refer to are read; the checks of the whole document follow those of theirs."""
    read_lists(build, at)
    sections = tuple(build_section(build, source) for source in items(at, "sections"))
    build.checks += [check for source in items(at, "checks") if (check := build_check(build, source, None))]
    return sections


def _reviewed(raw: Mapping[str, Any]) -> tuple[str, ...]:
    states = raw.get("translations", {})
    return tuple(language for language in raw["languages"] if states.get(language, {}).get("state") == "reviewed")


def _questionnaire(build: Build, at: Sourced, sha256: str) -> Questionnaire:
    raw, sections = at.raw, _sections(build, at)
    notice, minutes = raw.get("notice", _NO_NOTICE), raw.get("minutes", {"min": 1, "max": 1})
    return Questionnaire(
        code=raw["code"],
        version=raw["version"],
        sha256=sha256,
        title=raw["title"],
        languages=tuple(raw["languages"]),
        reviewed=_reviewed(raw),
        unit=raw["unit"],
        cardinality=raw["cardinality"],
        intro=raw.get("intro", {"it": ""}),
        notice_version=notice["version"],
        notice=notice["text"],
        minutes=(minutes["min"], minutes["max"]),
        sections=sections,
        questions=build.questions,
        checks=tuple(build.checks),
        effects=effects(build, at),
        indicators=indicators(build, at),
        burden=burden(at),
        preparation=preparation(build, at),
        page_of=page_of(sections),
        section_of=section_of(sections),
        change_note=raw.get("change_note", ""),
        shared_with=raw.get("shared_with", ""),
    )
