"""The outbox: messages are rows first, mails later (reliability.md). Acts enqueue; `drain` alone sends.

The drain is imported from its own module: who only queues must not load mail or accounts.
"""

from questionari.usecases.outbox.forgetting import forget
from questionari.usecases.outbox.queueing import Post, enqueue, enqueue_all, recall, sealed

__all__ = ["Post", "enqueue", "enqueue_all", "forget", "recall", "sealed"]
