"""Where pushes may go, whatever a browser, or somebody who says they are one, gives."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.edge.tests.conftest import environment, no_counts
from tuppence.reach.notify import endpoints

__all__ = ["environment", "no_counts"]

GOOD = (
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://wns2-par02p.notify.windows.com/w/?token=abc",
    "https://web.push.apple.com/QGk",
    "https://web.push.apple.com:443/QGk",
)
BAD = (
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com/",
    "https://fcm.googleapis.com:8443/fcm/send/abc",
    "https://fcm.googleapis.com.evil.example/a",
    "https://evil-fcm.googleapis.com/a",
    "https://notify.windows.com/a",
    "https://evilnotify.windows.com/a",
    "https://user@fcm.googleapis.com/a",
    "https://fcm.googleapis.com@10.0.0.1/a",
    "https://fcm.googleapis.com\\@10.0.0.1/a",
    "https://10.0.0.1/a",
    "https://[::1]/a",
    "https://localhost/a",
    "https://127.0.0.1/a",
    "https://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "https://fcm.googleapis.com:x/a",
    "https://fcm.googleapis.com/a b",
    "https://fcm.googleap\u0131s.com/a",
    "",
)


@pytest.mark.parametrize("endpoint", GOOD)
def test_a_listed_service_is_sent_to(endpoint: str) -> None:
    assert endpoints.allowed(endpoint)


@pytest.mark.parametrize("endpoint", BAD)
def test_nothing_else_is(endpoint: str) -> None:
    assert not endpoints.allowed(endpoint)


def test_this_machine_is_only_where_simulators_are(environment: Callable[..., Any]) -> None:
    assert endpoints.allowed("http://127.0.0.1:8080/push/a")
    environment(mode="production")
    assert not endpoints.allowed("http://127.0.0.1:8080/push/a")


@given(st.text())
def test_no_text_is_too_strange_to_be_refused(text: str) -> None:
    assert not endpoints.allowed(f"https://{text}.example/a")
