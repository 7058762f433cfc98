"""What comes back by mail, pure: bytes -> Incoming. No clock, no database, no network, no framework.

Whoever can write to the mailbox chooses these bytes: nothing here trusts them, and every loop over them is bounded.
"""

from questionari.mail.incoming.classify import read
from questionari.mail.incoming.model import Attachment, Fate, Incoming, Kind, Report
from questionari.mail.incoming.shape import LARGEST

__all__ = ["LARGEST", "Attachment", "Fate", "Incoming", "Kind", "Report", "read"]
