"""What a refused form had typed in it, to be shown back and sent again: nothing typed is lost (reliability.md, F10)."""

from flask import render_template, request

MOST_FIELDS = 3000  # no page of ours has as many: a longer form is an attack, and would be sent back twentyfold
NEVER_SENT_BACK = frozenset({"csrf_token", "password", "current", "typed"})  # tokens, passwords, one-time codes
Fields = list[tuple[str, str]]


def posted_fields() -> Fields | None:
    """The fields of the posted form that may be shown back; None when there are too many to be one of ours."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_SENT_BACK]
    return fields if len(fields) <= MOST_FIELDS else None


def readable(fields: Fields) -> Fields:
    """Those that a person wrote or chose."""
    return [(name, value) for name, value in fields if not name.startswith("_") and value.strip()]


def staff_page(message: str, status: int) -> tuple[str, int]:
    """A page for staff and ATR with what they typed, ready to be sent again once they have entered."""
    fields = posted_fields() or []
    return render_template("account/kept.html", message=message, fields=fields, typed=readable(fields)), status
