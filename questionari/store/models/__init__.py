"""One module per aggregate; identity (census, access) apart from answers (responses)."""

from questionari.store.models import access, census, consultations, drafts, helping, messages, responses, rounds
from questionari.store.models.base import Base

__all__ = ["Base", "access", "census", "consultations", "drafts", "helping", "messages", "responses", "rounds"]
