"""How gunicorn serves questionari in production, behind a proxy that ends TLS: `gunicorn -c THIS_FILE app:app`.

What it says goes to stderr as JSON. It keeps no access log of its own: the application writes one record a request,
with the secrets of addresses masked; if an access log is switched on all the same, its addresses are masked too.
"""

import os

from gunicorn.glogging import Logger

from questionari.logs import mask

MASKED = "Urqf"  # path, request line, query string, referrer


class MaskedLogger(Logger):
    """An access log that cannot hold a personal link."""

    def atoms(self, resp, req, environ, request_time):  # type: ignore[no-untyped-def]  # gunicorn publishes no types
        """What a line of the access log may name."""
        found = super().atoms(resp, req, environ, request_time)
        hidden = {name: mask(str(found[name])) for name in MASKED if name in found}
        environment = {name: mask(value) if isinstance(value, str) else value for name, value in found.items()}
        return {**environment, **hidden}


bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# WEB_THREADS requests are worked on at once, WEB_WAITING wait (questionari/web/gate.py reads both); four threads more
# tell the others to come back.
at_once, waiting = (int(os.environ.setdefault(*usual)) for usual in (("WEB_THREADS", "4"), ("WEB_WAITING", "24")))
threads = at_once + waiting + 4
timeout = 60
graceful_timeout = 30
keepalive = 5
max_requests = 20_000  # a worker is renewed now and then, not all at once
max_requests_jitter = 2_000
limit_request_line = 4_094
limit_request_fields = 60
control_socket_disable = True
logger_class = MaskedLogger
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "questionari.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": []},  # the application puts its own there
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        "gunicorn.access": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
    },
}
