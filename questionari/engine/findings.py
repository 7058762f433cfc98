"""What a check says: about a document (``StaticFinding``) and about answers (``Finding``)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from questionari.engine.definition import Severity


@dataclass(frozen=True, slots=True)
class StaticFinding:
    """A fault of a document. ``pointer`` is a JSON pointer (RFC 6901); ``code`` is stable (docs/checks.md)."""

    code: str
    severity: Severity
    pointer: str
    message: str
    advice: str

    def as_json(self) -> dict[str, str]:
        """The finding as printed by ``flask questionnaire check --format json``."""
        return {
            "code": self.code,
            "severity": self.severity,
            "pointer": self.pointer,
            "message": self.message,
            "advice": self.advice,
        }


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A warning confirmed with a reason. ``fingerprint`` None holds for any values (headless runs only)."""

    reason: str
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in the answers of one response.

    ``code`` names the rule and is stable; with ``row`` (a foreach check) it may occur once a row. ``keys`` are
    sub-fields of the first field ("20:b"). ``fingerprint`` covers the values concerned: a confirmation made on other
    values is void.
    """

    code: str
    severity: Severity
    message: str
    fields: tuple[str, ...]
    page: str | None
    row: str | None = None
    keys: tuple[str, ...] = ()
    confirmed: str | None = None
    fingerprint: str = ""

    @property
    def key(self) -> str:
        """The name a warning is confirmed under: its code, and its row when it fires row by row."""
        return f"{self.code}#{self.row}" if self.row else self.code


def has_errors(findings: Iterable[StaticFinding]) -> bool:
    """Whether a document with these findings cannot be published."""
    return any(f.severity == "error" for f in findings)


def submittable(findings: Iterable[Finding]) -> bool:
    """Whether the response may be submitted: no error, and every warning confirmed."""
    return not any(f.severity == "error" or (f.severity == "warning" and f.confirmed is None) for f in findings)


def page_findings(findings: Iterable[Finding], page: str) -> tuple[Finding, ...]:
    """The findings that concern a page, in order."""
    return tuple(f for f in findings if f.page == page)


def apply_confirmation(finding: Finding, confirmed: Mapping[str, Confirmation]) -> str | None:
    """The reason that holds for a warning: given for it (or for all its rows), not blank, and on the same values."""
    given = confirmed.get(finding.key) or confirmed.get(finding.code)
    if finding.severity != "warning" or given is None or not given.reason.strip():
        return None
    return given.reason if given.fingerprint in (None, finding.fingerprint) else None
