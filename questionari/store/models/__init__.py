"""One module per aggregate; identity (census, access) apart from answers (responses)."""

from questionari.store.models import (
    access,
    approvals,
    census,
    consultations,
    delegations,
    drafts,
    handovers,
    helping,
    incoming,
    messages,
    paradata,
    querying,
    redactions,
    responses,
    rounds,
    verifications,
    vetting,
)
from questionari.store.models.base import Base

__all__ = [
    "Base",
    "access",
    "approvals",
    "census",
    "consultations",
    "delegations",
    "drafts",
    "handovers",
    "helping",
    "incoming",
    "messages",
    "paradata",
    "querying",
    "redactions",
    "responses",
    "rounds",
    "verifications",
    "vetting",
]
