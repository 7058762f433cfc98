"""Texts that staff write: fixed placeholders `{name}`, replaced by our own function; faults found beforehand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionari.mail.messages.kind import PERSONAL, MailKind
from questionari.mail.messages.kinds import KINDS
from questionari.mail.messages.safety import MessageFault, fault_in_header

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
GLUED = re.compile(r"(\{(?:link[a-z_]*)\})(?=[.,;:!?)\]])")


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """What is wrong with a text: stable `code`, `field` (subject | body), the placeholder if one, advice in Italian."""

    code: str
    field: str
    placeholder: str
    message: str


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace every placeholder once; what a value brings in is never looked at again. Raises MessageFault."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise MessageFault(f"placeholder {{{match[1]}}} has no value")
        return values[match[1]]

    return PLACEHOLDER.sub(value, text)


def unglue(text: str) -> str:
    """Put a space between an address and the punctuation after it, so that mail readers do not swallow both."""
    return GLUED.sub(r"\1 ", text)


def placeholders(text: str) -> set[str]:
    """The names used in a text."""
    return set(PLACEHOLDER.findall(text))


def check_template(kind: str, subject: str, body: str) -> list[TemplateFault]:
    """Everything wrong with the subject and body that staff wrote for a kind; an empty list means it can be sent."""
    if kind not in KINDS:
        return [TemplateFault("unknown_kind", "subject", "", f"Il tipo di messaggio «{kind}» non esiste.")]
    found = [*_text_faults("subject", subject), *_subject_faults(subject), *_text_faults("body", body)]
    found += _unknown("subject", subject, KINDS[kind]) + _unknown("body", body, KINDS[kind])
    return found + _missing(body, KINDS[kind])


def _text_faults(field: str, text: str) -> Iterator[TemplateFault]:
    if not text.strip():
        yield TemplateFault("empty", field, "", "Il testo è vuoto.")
    for brace in re.findall(r"[{}]", PLACEHOLDER.sub("", text))[:1]:
        yield TemplateFault(
            "stray_brace",
            field,
            brace,
            "Le graffe servono solo ai segnaposto, scritti in minuscolo: per esempio {link}.",
        )


def _subject_faults(subject: str) -> Iterator[TemplateFault]:
    if fault_in_header(subject):
        yield TemplateFault(
            "unsafe_subject", "subject", "", "L'oggetto non può andare a capo, contenere «=?» o superare 300 caratteri."
        )
    for name in sorted(name for name in placeholders(subject) if name.startswith("link")):
        yield TemplateFault(
            "link_in_subject", "subject", name, f"{{{name}}} non può stare nell'oggetto: lo sposti nel testo."
        )


def _unknown(field: str, text: str, kind: MailKind) -> list[TemplateFault]:
    names = ", ".join(f"{{{name}}}" for name in sorted(kind.known))
    return [
        TemplateFault("unknown_placeholder", field, name, f"{{{name}}} qui non esiste. Esistono: {names}.")
        for name in sorted(placeholders(text) - kind.known)
    ]


def _missing(body: str, kind: MailKind) -> list[TemplateFault]:
    return [
        TemplateFault("missing_placeholder", "body", name, f"Manca {{{name}}}: senza, il messaggio è inutile.")
        for name in sorted(kind.required - placeholders(body))
    ]


def may_hold_token(kind: MailKind) -> bool:
    """Whether a message of this kind may carry a personal link at all."""
    return bool(kind.known & PERSONAL)
