"""Messages, pure: kind + values -> Message -> frozen bytes. No clock, no database, no framework.

Texts that staff may rewrite are kept to fixed placeholders `{name}` (decisions.md 34): they never reach Jinja nor
`str.format`; only our own layout in templates/mail/ does.
"""

from questionari.mail.messages.compose import FIELD_TRIAL, Message, Tongue, compose
from questionari.mail.messages.kind import MailKind
from questionari.mail.messages.kinds import KINDS, UnknownKind, kind_of
from questionari.mail.messages.mime import Envelope, freeze
from questionari.mail.messages.safety import MessageFault
from questionari.mail.messages.templates import TemplateFault, check_template

__all__ = [
    "FIELD_TRIAL",
    "KINDS",
    "Envelope",
    "MailKind",
    "Message",
    "MessageFault",
    "TemplateFault",
    "Tongue",
    "UnknownKind",
    "check_template",
    "compose",
    "freeze",
    "kind_of",
]
