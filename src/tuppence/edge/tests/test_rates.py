"""Limits: never more than the cap in any window, whoever counts at the same time."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from tuppence.edge.addresses import client_address, limited_as
from tuppence.edge.rates import (
    SLICES,
    Limit,
    LimiterUnavailable,
    RateLimited,
    Standing,
    count,
    hit,
)

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOBODY = "redis://127.0.0.1:1/0"
Environment = Callable[..., None]


def at(limit: Limit, seconds: float, *, subject: str) -> Standing:
    standing = count(limit, subject=subject, now=START + timedelta(seconds=seconds))
    assert standing is not None
    return standing


class TestALimit:
    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        cap=st.integers(1, 8),
        window=st.sampled_from([1, 7, 60]),
        gaps=st.lists(st.floats(0, 40, allow_nan=False), min_size=1, max_size=40),
    )
    def test_admits_at_most_its_cap_in_any_window(
        self, cap: int, window: int, gaps: list[float]
    ) -> None:
        limit, subject = Limit("property", cap=cap, seconds=window), uuid4().hex
        moments = [round(moment, 3) for moment in itertools.accumulate(gaps)]
        admitted = [moment for moment in moments if at(limit, moment, subject=subject).admitted]
        for first in admitted:
            assert sum(first <= moment < first + window for moment in admitted) <= cap
        assert moments[0] in admitted

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(cap=st.integers(1, 5), used=st.floats(0, 60), asked=st.floats(0, 60))
    def test_is_open_again_when_it_says_so(self, cap: int, used: float, asked: float) -> None:
        limit, subject = Limit("again", cap=cap, seconds=60), uuid4().hex
        for _ in range(cap):
            assert at(limit, used, subject=subject).admitted
        refused = at(limit, used + asked, subject=subject)
        if not refused.admitted:
            assert refused.remaining == 0
            assert refused.reset <= 60 + 60 / SLICES + 1
            assert at(limit, used + asked + refused.reset, subject=subject).admitted

    def test_counts_subjects_and_names_apart(self) -> None:
        one, other = Limit("one", cap=1, seconds=60), Limit("other", cap=1, seconds=60)
        assert at(one, 0, subject="a").admitted
        assert at(one, 0, subject="b").admitted
        assert at(other, 0, subject="a").admitted
        assert not at(one, 1, subject="a").admitted

    def test_a_clock_that_is_set_back_admits_no_more(self) -> None:
        limit = Limit("back", cap=2, seconds=60)
        assert at(limit, 100, subject="a").admitted
        assert at(limit, 40, subject="a").admitted
        assert not at(limit, 20, subject="a").admitted
        assert not at(limit, 100, subject="a").admitted

    def test_holds_when_many_count_at_once(self) -> None:
        limit = Limit("crowd", cap=25, seconds=60)
        with ThreadPoolExecutor(16) as pool:
            standings = list(pool.map(lambda _: count(limit, subject="a"), range(200)))
        assert sum(standing is not None and standing.admitted for standing in standings) == 25

    def test_refuses_with_the_time_to_wait(self) -> None:
        limit = Limit("wait", cap=1, seconds=60)
        hit(limit, subject="a", now=START)
        with pytest.raises(RateLimited) as refused:
            hit(limit, subject="a", now=START + timedelta(seconds=50))
        assert 10 <= refused.value.retry_after <= 14


class TestWithoutRedis:
    def test_an_ordinary_limit_lets_requests_by_and_says_so(self, environment: Environment) -> None:
        environment(redis_url=NOBODY)
        with capture_logs() as lines:
            assert count(Limit("open", cap=1, seconds=60), subject="a") is None
            assert count(Limit("open", cap=1, seconds=60), subject="a") is None
        assert [line["event"] for line in lines] == ["rate_limit_uncounted"] * 2
        # The second did not even try: one time-out a second is enough.
        assert lines[1]["reason"] == "resting"

    def test_a_sign_in_limit_closes(self, environment: Environment) -> None:
        environment(redis_url=NOBODY)
        with pytest.raises(LimiterUnavailable):
            count(Limit("closed", cap=1, seconds=60, fails_closed=True), subject="a")

    @pytest.mark.urls("tuppence.edge.tests.urls")
    def test_requests_are_answered(self, environment: Environment) -> None:
        environment(redis_url=NOBODY)
        answer = Client().get("/v1/echo")
        assert answer.status_code == 200
        assert "RateLimit-Limit" not in answer


@pytest.mark.urls("tuppence.edge.tests.urls")
class TestTheGeneralLimit:
    def test_tells_where_one_stands_and_then_refuses(self, environment: Environment) -> None:
        environment(rate_limit=2)
        client = Client()
        first, second, third = (client.get("/v1/echo") for _ in range(3))
        assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
        assert second["RateLimit-Remaining"] == "0"
        assert third.status_code == 429
        assert third.json()["code"] == "rate_limited"
        assert third["Retry-After"] == third["RateLimit-Reset"]

    def test_counts_each_address(self, environment: Environment) -> None:
        environment(rate_limit=1)
        assert Client(REMOTE_ADDR="192.0.2.1").get("/v1/echo").status_code == 200
        assert Client(REMOTE_ADDR="192.0.2.2").get("/v1/echo").status_code == 200
        assert Client(REMOTE_ADDR="192.0.2.1").get("/v1/echo").status_code == 429

    @pytest.mark.parametrize(
        ("address", "headers"),
        [("/v1/nowhere", {}), ("/v1/closed", {"Authorization": "Bearer guess"})],
    )
    def test_counts_guessing(
        self, environment: Environment, address: str, headers: dict[str, str]
    ) -> None:
        environment(rate_limit=2)
        client = Client()
        statuses = [client.get(address, headers=headers).status_code for _ in range(3)]
        assert statuses[2] == 429
        assert 429 not in statuses[:2]


class TestAClientsAddress:
    @pytest.mark.parametrize(
        ("remote", "forwarded", "expected"),
        [
            ("198.51.100.9", "192.0.2.1", "198.51.100.9"),
            ("10.0.0.5", "192.0.2.1", "192.0.2.1"),
            ("10.0.0.5", "203.0.113.7, 192.0.2.1", "192.0.2.1"),
            ("10.0.0.5", "192.0.2.1, 10.0.0.6", "192.0.2.1"),
            ("10.0.0.5", "192.0.2.1, garbage", "10.0.0.5"),
            ("10.0.0.5", "", "10.0.0.5"),
            ("10.0.0.5", "10.0.0.6", "10.0.0.6"),
            ("::ffff:10.0.0.5", "2001:db8::1", "2001:db8::1"),
            ("", "192.0.2.1", "unknown"),
        ],
    )
    def test_is_the_nearest_that_no_proxy_of_ours_has(
        self, environment: Environment, remote: str, forwarded: str, expected: str
    ) -> None:
        environment(trusted_proxies=("10.0.0.0/8",))
        request = RequestFactory().get(
            "/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded}
        )
        assert client_address(request) == expected

    def test_is_limited_by_the_network_one_customer_has(self) -> None:
        assert limited_as("2001:db8::1") == limited_as("2001:db8::ffff") == "2001:db8::/64"
        assert limited_as("192.0.2.1") == "192.0.2.1"
