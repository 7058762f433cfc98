"""The product's own web application behind a real, threaded HTTP server of the test process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server

from tests.services.run import PATIENCE_S


@contextmanager
def serving(application: Callable[..., Any], port: int) -> Iterator[str]:
    """Serve a WSGI application on a port until the end of the block; yields its address without a final slash."""
    server = make_server("127.0.0.1", port, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join(PATIENCE_S)
    assert not thread.is_alive(), "the web server of the test did not end"
