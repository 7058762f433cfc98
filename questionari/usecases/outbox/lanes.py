"""The connections of one drain. Each takes one message at a time; together they are as many as may be on their way.

The first message goes alone: a server that is away costs one attempt. A connection that a server refuses while it
answers on another is not asked for again in this drain: some servers take fewer of one client than we would open.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context

from questionari.usecases.outbox.ending import Attempt, Prepared, clean
from questionari.usecases.outbox.port import SendError, Transport, Unreachable

log = logging.getLogger(__name__)


class Lanes:
    """Hands messages over, one on each connection. ``unreachable``: the server's words, once no connection works.

    ``fault``: what no transport should raise; the other messages of its turn still have their outcomes.
    """

    def __init__(self, transports: Sequence[Transport]) -> None:
        self._open, self._all, self._proven = list(transports), tuple(transports), False
        self._threads = ThreadPoolExecutor(len(transports), "mail")  # starts none before it needs one
        self.unreachable = ""
        self.fault: BaseException | None = None

    @property
    def width(self) -> int:
        """How many messages may leave now."""
        return len(self._open) if self._proven else 1

    def send(self, messages: Sequence[Prepared]) -> list[Attempt]:
        """Hand over at most `width` messages and wait for every reply. No transaction may be open."""
        if len(messages) == 1:
            found = [(self._open[0], _hand_over(self._open[0], messages[0]))]
        else:
            found = self._together(messages)
        self._judge(found)
        return [attempt for _, attempt in found]

    def _together(self, messages: Sequence[Prepared]) -> list[tuple[Transport, Attempt]]:
        """The transports find their surroundings (an application context) in the thread too."""
        pairs = zip(self._open, messages, strict=False)
        tasks = [(one, self._threads.submit(copy_context().run, _hand_over, one, message)) for one, message in pairs]
        wait([task for _, task in tasks])
        self.fault = next(filter(None, (task.exception() for _, task in tasks)), None)
        return [(one, task.result()) for one, task in tasks if task.exception() is None]

    def _judge(self, found: Sequence[tuple[Transport, Attempt]]) -> None:
        away = {id(one): attempt.error.text for one, attempt in found if isinstance(attempt.error, Unreachable)}
        if len(away) < len(found):
            self._proven = True
            self._open = [one for one in self._open if id(one) not in away]
        elif found:
            self.unreachable = clean(next(iter(away.values())))

    def close(self) -> None:
        """End every connection, after what is on its way."""
        self._threads.shutdown()
        for one in self._all:
            one.close()


def _hand_over(transport: Transport, message: Prepared) -> Attempt:
    try:
        transport.send(message.raw, message.envelope_from, message.rcpt)
    except SendError as error:
        log.warning("outbox %s (%s): %s %s", message.id, message.kind, type(error).__name__, error.code or "")
        return Attempt(message, error)
    return Attempt(message, None)
