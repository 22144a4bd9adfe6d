"""`/metrics` for Prometheus: the counters of all processes that share PROMETHEUS_MULTIPROC_DIR, and the outbox."""

import hmac
import os

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess

from shop.kernel import outbox
from shop.kernel.clock import system_clock


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer a scrape that shows METRICS_TOKEN; without such a token there is nothing here."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    text = generate_latest(registry).decode()
    for state, count in outbox.backlog(now=system_clock.now()).items():
        text += f'trolley_outbox_deliveries{{state="{state}"}} {count}\n'
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)
