"""How gunicorn serves: read by gunicorn itself (``-c``), in its master process.

Nothing here may import Django, psycopg or redis: the worker patches the standard library for gevent
first, and psycopg decides at its import whether it waits the patched way.
"""

import gc
import os
import resource
import shutil
from typing import Any

from tuppence.config import fair_accept
from tuppence.config.logs import configuration
from tuppence.kernel.environment import load

_environment = load(os.environ)
_host = _environment.host

# Connections of one worker, most of them idle as a rule: clients keep them. Well above the requests
# that it takes on, as one that is not accepted waits, while one that is too many is told so; and
# besides them those who listen for changes.
worker_connections = max(4 * _environment.max_requests, 4000) + _environment.live_streams
# Each connection is a file; the usual soft limit of 1,024 is for programs that expect few.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
_files = 2 * worker_connections
_wanted = _files if _hard == resource.RLIM_INFINITY else min(_hard, _files)
resource.setrlimit(resource.RLIMIT_NOFILE, (max(_soft, _wanted), _hard))

wsgi_app = "tuppence.config.wsgi:application"
bind = f"{f'[{_host}]' if ':' in _host else _host}:{_environment.port}"
workers = _environment.web_workers
worker_class = "tuppence.config.draining.DrainingWorker"
backlog = 1024
# Seconds without a sign of life of the worker's own loop, not of one request.
timeout = 30
graceful_timeout = 20
# Longer than a load balancer's own idle time-out (60 s as a rule), so that it never sends a
# request on a connection that we are just closing.
keepalive = 75
# Workers are never recycled by count: a restart in mid-load costs more than it mends.
max_requests = 0
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
# Whose X-Forwarded-Proto says that the client came over TLS; by default nobody's.
forwarded_allow_ips = ",".join(_environment.trusted_proxies)
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
control_socket_disable = True
worker_tmp_dir = str(_environment.data_dir / "run")
proc_name = "tuppence"
accesslog = None
errorlog = "-"
logconfig_dict = configuration(_environment.log_level, form=_environment.log_format)


_ready = _environment.data_dir / "run" / "web"
"""A file for each worker that serves, by its process id: how `tuppence reload` knows."""


_measures = _environment.data_dir / "run" / "measures"
"""Where each worker keeps its counts, so that whichever is asked can tell those of all."""

os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_measures)


def on_starting(server: Any) -> None:
    """Forgets the workers of a master before us."""
    for folder in (_ready, _measures):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)


def post_worker_init(worker: Any) -> None:
    """The application is loaded; the next thing that the worker does is to accept."""
    from tuppence.config.measures import begin

    begin()
    # What was loaded is never garbage: the collector need not look at all of it again and again.
    gc.collect()
    gc.freeze()
    (_ready / str(worker.pid)).touch()


def child_exit(server: Any, worker: Any) -> None:
    """In the master, however the worker ended. What it counted stays; what it was, does not."""
    fair_accept.forget(worker.pid)
    (_ready / str(worker.pid)).unlink(missing_ok=True)
    for gauge in _measures.glob(f"gauge_live*_{worker.pid}.db"):
        gauge.unlink(missing_ok=True)


def worker_exit(server: Any, worker: Any) -> None:
    """Closes the worker's database pools while greenlets still run, which their threads are."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
