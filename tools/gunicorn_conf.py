"""How gunicorn serves the product: `make run`. A reverse proxy with TLS stands in front of it in production.

No access log is written here: addresses of personal links must never reach a log (the application logs without them).
"""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 30
keepalive = 5
control_socket_disable = True  # it would lie in the home folder, shared by every server of this user
