"""Kinds of message whose text is another where somebody else is asked than a service, once."""

from collections.abc import Mapping

from questionari.mail.messages import people, texts, texts_after, texts_several

#: What differs where a territory is asked, through the office that answers for it.
OF_ATR: Mapping[str, str] = {
    "invitation": texts.INVITATION_ATR,
    "reminder_1": texts.REMINDER_1_ATR,
    "reminder_2": texts.REMINDER_2_ATR,
    "nudge": texts_after.NUDGE_ATR,
    "query": texts.QUERY,
    "verification": texts_after.VERIFICATION,
    "help_answer": texts.HELP_ANSWER,
    "receipt": texts.RECEIPT_ATR,
    "thanks": texts_after.THANKS_ATR,
    "access_code": texts.ACCESS_CODE_ATR,
    "correction": texts.CORRECTION_ATR,
    "delegation": people.DELEGATION,
    "delegation_settled": people.DELEGATION_SETTLED,
    "contact_confirm": people.CONTACT_CONFIRM,
    "contact_offer": people.CONTACT_OFFER,
    "contact_told": people.CONTACT_TOLD,
    "approval": texts_after.APPROVAL,
    "approval_reminder": texts_after.APPROVAL_REMINDER,
    "approval_returned": texts_after.APPROVAL_RETURNED,
}
#: What differs where a service answers once for each contact or call.
OF_RECORDS: Mapping[str, str] = {
    "invitation": texts.INVITATION_RECORDS,
    "reminder_1": texts.REMINDER_1_RECORDS,
    "receipt": texts.RECEIPT_RECORDS,
}
SEVERAL = "several"
LISTED = frozenset({"link", "elenco_questionari", "quanti"})
OPEN_ALL = "Apri i miei questionari"
#: What differs where one person is written to for several services: subject and body.
OF_SEVERAL: Mapping[str, tuple[str, str]] = {
    "invitation": (texts_several.INVITATION_SUBJECT, texts_several.INVITATION),
    "reminder_1": (texts_several.REMINDER_1_SUBJECT, texts_several.REMINDER_1),
    "reminder_2": (texts_several.REMINDER_2_SUBJECT, texts_several.REMINDER_2),
    "correction": (texts_several.CORRECTION_SUBJECT, texts_several.CORRECTION),
}
