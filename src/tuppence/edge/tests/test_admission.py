"""A process that has enough in hand refuses more, before it does anything for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tuppence.edge import rates
from tuppence.edge.admission import ADMISSION, ALWAYS, Admission, Overloaded
from tuppence.edge.tests import urls

get = RequestFactory().get


@pytest.fixture(autouse=True)
def _two_at_once(environment: Callable[..., None]) -> None:
    environment(max_requests=2)
    urls.seen.clear()


class TestAdmission:
    def test_is_for_as_many_as_may_be_in_hand(self) -> None:
        admission, deepest = Admission(), 0

        def view(request: HttpRequest) -> HttpResponse:
            nonlocal deepest
            deepest = max(deepest, admission.in_hand)
            return admission.serve(request, view)

        with pytest.raises(Overloaded):
            admission.serve(get("/v1/me"), view)
        assert deepest == 2
        assert admission.in_hand == 0

    def test_is_given_again_when_one_has_failed(self) -> None:
        admission = Admission()

        def view(request: HttpRequest) -> HttpResponse:
            raise ZeroDivisionError

        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                admission.serve(get("/v1/me"), view)

    @pytest.mark.parametrize("path", sorted(ALWAYS))
    def test_is_never_refused_to_who_looks_after_us(self, path: str) -> None:
        admission = Admission()
        admission.in_hand = 2
        assert admission.serve(get(path), lambda _: HttpResponse()).status_code == 200


@pytest.mark.urls("tuppence.edge.tests.urls")
def test_a_refusal_is_a_503_that_says_when_and_nothing_was_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def counted(*_: Any, **__: Any) -> None:
        raise AssertionError("the rate limiter was asked")

    monkeypatch.setattr(rates, "charge", counted)
    monkeypatch.setattr(ADMISSION, "in_hand", 2)
    answer = Client().post("/v1/echo", {"note": "hi"}, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    assert answer.json()["code"] == "overloaded"
    assert urls.seen == []
    assert ADMISSION.in_hand == 2
