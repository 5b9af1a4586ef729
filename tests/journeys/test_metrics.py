"""What /metrics tells of a real web server with several workers."""

import os
import signal
import time

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.conftest import People
from tests.journeys.web import METRICS_TOKEN, Web

pytestmark = pytest.mark.stack

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def told(web: Web) -> Samples:
    headers = {"Authorization": f"Bearer {METRICS_TOKEN}"}
    answer = httpx.get(f"{web.url}/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((f"tuppence_{name}", frozenset(labels.items())), 0.0)


class TestMetrics:
    def test_count_every_worker_whichever_is_asked(self, web: Web, people: People) -> None:
        route = {"method": "GET", "route": "/v1/me", "status": "200"}
        before = value(told(web), "http_request_seconds_count", **route)
        with httpx.Client() as once:
            token = people.asha._http.headers["Authorization"]
            headers = {"Authorization": token, "Connection": "close"}
            for _ in range(40):
                assert once.get(f"{web.url}/v1/me", headers=headers).status_code == 200
        for _ in range(5):
            assert value(told(web), "http_request_seconds_count", **route) == before + 40

    def test_tell_of_payments_and_of_nobody(self, web: Web, people: People) -> None:
        before = told(web)
        wallet = people.meera.wallet()["id"]
        loaded = people.asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": 100})
        assert loaded.status_code == 201
        after = told(web)
        for name in ("batch_size_count", "batch_wait_seconds_count", "statement_seconds_count"):
            assert value(after, f"ledger_{name}") == value(before, f"ledger_{name}") + 1
        assert wallet not in str(after)
        routes = {dict(labels).get("route") for _, labels in after}
        assert "/v1/wallets/<str:wallet>/topups" in routes

    def test_keep_counts_of_a_worker_that_died(self, web: Web) -> None:
        before = told(web)
        pids = web.workers()
        os.kill(pids[0], signal.SIGKILL)
        deadline = time.monotonic() + 60
        while value(told(web), "web_worker_starts_total") < (
            value(before, "web_worker_starts_total") + 1
        ):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        after = told(web)
        batches = value(after, "ledger_batch_size_count")
        assert batches == value(before, "ledger_batch_size_count")
        # Of pools, those of the living only: two workers, 8 connections each.
        assert value(after, "db_pool_connections", state="most") in (8, 16)

    def test_are_for_who_has_the_token(self, web: Web) -> None:
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": METRICS_TOKEN}):
            assert httpx.get(f"{web.url}/metrics", headers=headers).status_code == 401
