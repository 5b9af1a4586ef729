"""A Redis without counts from other tests, and settings that a test may change."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from redis import Redis

from tuppence.edge import rates


@pytest.fixture(autouse=True)
def no_counts(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with Redis.from_url(settings.ENVIRONMENT.redis_url) as redis:
        redis.flushdb()
    monkeypatch.setattr(rates, "_resting_until", 0.0)
    rates.client.cache_clear()
    yield
    rates.client.cache_clear()


@pytest.fixture
def environment(settings: Settings) -> Callable[..., None]:
    """Changes typed settings for one test."""

    def change(**values: Any) -> None:
        settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, **values)
        rates.client.cache_clear()

    return change
