"""``GET /metrics``: what is measured, as Prometheus reads it."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from tuppence.edge.problems import Unauthenticated
from tuppence.stack.measures import Shared


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The counts of every web worker, and of what they share, for who brings the token. An address
    proves nothing here: behind a proxy on this machine everyone comes from this machine."""
    token = settings.ENVIRONMENT.metrics_token
    if not token:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        raise Unauthenticated
    text = generate_latest(_counts()) + generate_latest(_shared())
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _counts() -> CollectorRegistry:
    """Of all workers when there may be several; else of this process."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    registry.register(_Workers())
    return registry


class _Workers(Collector):
    """What the library's own collector does, but for looking for the files by a pattern that
    begins with the folder, whose name may hold brackets."""

    def collect(self) -> Iterable[Metric]:
        files = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db")
        merged: Iterable[Metric] = MultiProcessCollector.merge([str(file) for file in files])  # type: ignore[no-untyped-call]
        return merged


def _shared() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Shared())
    return registry
