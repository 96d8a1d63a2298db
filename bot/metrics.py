"""What `GET /metrics` shows. Names start with `moorline_`; labels never hold anybody's data.

Counts are this process's own. Gauges that describe rows (`intake_lag`, `outbox_waiting`) are read
from the database when asked (`handlers/health.py`), so every process tells the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.binding.model import State
from bot.platforms.calls import CallRecord

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  #: seconds


class _Webhook(Collector):
    """The webhook's counts, as plain numbers: prometheus_client's own take ten times as long."""

    def __init__(self) -> None:
        self.requests = defaultdict[str, int](int)  #: by result
        self.events = 0

    def collect(self) -> Iterator[CounterMetricFamily]:
        requests = CounterMetricFamily(
            "moorline_webhook_requests",
            "LINE webhook requests by how they were answered",
            labels=["result"],
        )
        for result, count in self.requests.items():
            requests.add_metric([result], count)
        yield requests
        yield CounterMetricFamily(
            "moorline_events_stored", "LINE events stored for the first time", value=self.events
        )


class Metrics:
    """One process's registry and the things it counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._webhook = _Webhook()
        self.registry.register(self._webhook)
        self._calls = Histogram(
            "moorline_platform_call_seconds",
            "Calls to LINE and Slack by endpoint and HTTP status, in seconds",
            ["vendor", "endpoint", "status"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._sign_ins = Counter(
            "moorline_sign_ins",
            "Members' sign-ins by how they ended; begun ones that end in nothing never came back",
            ["result"],
            registry=self.registry,
        )
        self._binding = Gauge(
            "moorline_binding_state",
            "1 for the state a check is in, by account, check and subject",
            ["account", "check", "subject", "state"],
            registry=self.registry,
        )
        self.intake_lag = Gauge(
            "moorline_intake_lag_seconds",
            "Age of the oldest event that waits to be digested",
            registry=self.registry,
        )
        self.outbox_waiting = Gauge(
            "moorline_outbox_waiting", "Rows Slack is still to be told", registry=self.registry
        )

    def webhook_request(self, result: str) -> None:
        """One webhook request ended."""
        self._webhook.requests[result] += 1

    def events_stored(self, count: int) -> None:
        """So many new events are durable."""
        self._webhook.events += count

    def call(self, record: CallRecord) -> None:
        """One call to a platform ended."""
        status = str(record.status)
        self._calls.labels(record.vendor, record.endpoint, status).observe(record.seconds)

    def sign_in(self, result: str) -> None:
        """A sign-in began or ended."""
        self._sign_ins.labels(result).inc()

    def binding(self, account: str, check: str, subject: str, state: State) -> None:
        """A check was judged."""
        for each in State:
            self._binding.labels(account, check, subject, each).set(float(each is state))
