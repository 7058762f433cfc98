"""/salute/metriche: figures in the text that Prometheus reads, for who knows the token; for anybody else not there."""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases.health import Figures, Health, measure
from questionari.web.access import database, house, public
from questionari.web.public.erasures import blueprint

__all__ = ["blueprint"]
PREFIX = "questionari_"


@dataclass(frozen=True, eq=False)
class Measured(Collector):
    """Figures as gauges. Read from the tables at each scrape: processes need share nothing."""

    found: Figures

    def collect(self) -> Iterable[Metric]:
        """Each gauge with its labels: states and routes, never a service, a round or a person."""
        health, boxes = self.found.health, self.found.mailboxes
        yield from (
            _many("outbox_messages", "Mails by way out and state", ("route", "state"), self.found.mails),
            _many("responses", "Responses by state", ("state",), self.found.responses),
            _many("exports", "Datasets asked for, by state", ("state",), self.found.exports),
        )
        yield from _plain(
            ("rounds_open", "Rounds in which somebody may answer", self.found.open_rounds),
            ("mail_late_seconds", "How long the oldest mail that should have left has waited", health.mail_late_s),
            ("openings_stuck", "Rounds launched over an hour ago, invitations not all made", health.openings_stuck),
            ("sends_stopped", "1 while all sends are stopped on purpose", int(health.sends_stopped)),
            ("degraded", "1 while mail that is due does not leave, or the timer is silent", int(bool(health.troubles))),
            ("mailboxes_failing", "Mailboxes that cannot be read", sum(failing for _, failing in boxes)),
        )
        yield from _plain(
            *((name, words, value) for name, words, value in _silences(self.found.health) if value is not None)
        )


def _silences(health: Health) -> Iterator[tuple[str, str, int | None]]:
    yield "timer_silent_seconds", "Since the timer was last alive", health.timer_silent_s
    yield "calendar_silent_seconds", "Since the rounds' calendars were last gone through", health.calendar_silent_s


def _many(name: str, words: str, labels: Sequence[str], rows: Iterable[tuple[object, ...]]) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, words, labels=labels)
    for *values, number in rows:
        family.add_metric([str(value) for value in values], float(str(number)))
    return family


def _plain(*rows: tuple[str, str, int]) -> Iterator[Metric]:
    return (GaugeMetricFamily(PREFIX + name, words, value=value) for name, words, value in rows)


@blueprint.get("/salute/metriche")
@public
def metrics() -> Response:
    """The figures. Without the token, or where none is set, there is no such page."""
    token = house().settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        abort(404)
    with database().reading() as db:
        found = measure(db, house(), clock.utc_now())
    registry = CollectorRegistry()
    registry.register(Measured(found))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
