"""Words about findings that pages share."""

from questionari.engine.findings import Finding

#: Types that show something and take no answer.
SILENT = frozenset({"note", "group", "computed", "computed_text", "generated"})

#: A file: answered on a page of its own, never by what a page of questions posts.
ATTACHMENT = "attachment"
UNPOSTED = SILENT | {ATTACHMENT}


def is_missing(finding: Finding) -> bool:
    """Whether it only says that a required answer is still to be given: no fault of what was typed."""
    return finding.code.endswith(".required")


def is_pending(finding: Finding) -> bool:
    """Whether it stands in the way of submission."""
    return finding.severity == "error" or (finding.severity == "warning" and finding.confirmed is None)
