"""Whatever is asked, the answer is a problem that tells enough and not more."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from tuppence.edge.tests import urls

pytestmark = pytest.mark.urls("tuppence.edge.tests.urls")
client = Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    urls.seen.clear()


def post(body: bytes | dict[str, Any], *, kind: str = "application/json") -> HttpResponse:
    raw = json.dumps(body).encode() if isinstance(body, dict) else body
    return client.generic("POST", "/v1/echo", raw, content_type=kind)


def post_raw(body: io.BytesIO, *, length: int) -> HttpResponse:
    """A body that the test client does not measure or read itself."""
    return client.generic(
        "POST",
        "/v1/echo",
        content_type="application/json",
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": body},
    )


def problem(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The problem in an answer, whose common members are checked."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.content)
    assert body["code"] == code
    assert body["type"] == f"/problems#{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == answer["X-Request-Id"]
    return body


class TestWhatIsNotThere:
    def test_an_unknown_address(self) -> None:
        assert problem(client.get("/v1/nowhere"), 404, "not_found")["instance"] == "/v1/nowhere"

    def test_an_unknown_method(self) -> None:
        answer = client.delete("/v1/echo")
        problem(answer, 405, "method_not_allowed")
        assert "POST" in answer["Allow"]

    def test_an_unknown_method_of_a_plain_page(self) -> None:
        answer = client.post("/plain")
        problem(answer, 405, "method_not_allowed")
        assert "GET" in answer["Allow"]

    def test_a_host_that_is_not_ours(self) -> None:
        problem(client.get("/v1/echo", headers={"Host": "evil.example"}), 400, "request_malformed")


class TestWhatBreaks:
    @pytest.mark.parametrize("address", ["/v1/broken", "/plain/broken"])
    def test_tells_nothing_outside_and_everything_in_the_log(self, address: str) -> None:
        with capture_logs() as lines:
            answer = client.get(address)
        problem(answer, 500, "internal_error")
        assert b"secret" not in answer.content
        line = next(line for line in lines if line["event"] == "unexpected_exception")
        assert line["path"] == address
        assert line["exc_info"]

    @pytest.mark.parametrize("way", ["database", "connection"])
    def test_a_database_that_is_away_asks_for_patience(self, way: str) -> None:
        with capture_logs() as lines:
            answer = client.get(f"/v1/refusing/{way}")
        problem(answer, 503, "unavailable")
        assert answer["Retry-After"] == "2"
        assert b"10.0.0.7" not in answer.content
        assert "database_unavailable" in [line["event"] for line in lines]

    def test_a_refusal_carries_its_data_and_its_patience(self) -> None:
        answer = client.get("/v1/refusing/busy")
        problem(answer, 503, "unavailable")
        assert answer["Retry-After"] == "7"
        problem(client.get("/plain/refusing"), 503, "unavailable")

    def test_a_refusals_data_cannot_pose_as_a_common_member(self) -> None:
        assert problem(client.get("/v1/refusing/other"), 422, "refused")["asked"] == 5


class TestADefaultView:
    @pytest.mark.parametrize(
        "header",
        [None, "Bearer", "Bearer x.y.z", "Basic YTpi", "Bearer " + "x" * 3000, "Bearer \x00"],
    )
    def test_is_closed_to_strangers(self, header: str | None) -> None:
        headers = {} if header is None else {"Authorization": header}
        answer = client.get("/v1/closed", headers=headers)
        problem(answer, 401, "unauthenticated")
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert urls.seen == []


class TestABody:
    def test_that_is_right_is_read(self) -> None:
        body = {"money": {"amount": 12500, "unit": "INR"}, "note": "chai ☕ for Ravi"}
        answer = post(body)
        assert (answer.status_code, json.loads(answer.content)) == (200, body)

    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"",
            b" ",
            b"null",
            b"[]",
            b'"text"',
            b"1",
            b'{"note": NaN}',
            b'{"note": Infinity}',
            b'{"note": -Infinity}',
            b'{"note": 1e999}',
            b'{"note": ' + b"9" * 5000 + b"}",
            b'{"note": "a", "note": "b"}',
            b'{"money": {"amount": 1, "amount": 2}}',
            b'{"note": "\\ud800"}',
            b'{"note": ["\\udfff"]}',
            b'{"\\ud800": 1}',
            b'{"note": "\\u0000"}',
            b'{"note": "\x00"}',
            b'{"note": "\xff"}',
            b'\xef\xbb\xbf{"note": "a"}',
            b"{'note': 'a'}",
            b'{"note": "a"} {}',
            b'{"note": ' + b"[" * 32 + b"]" * 32 + b"}",
            b'{"note": ' + b"[" * 30000 + b"]" * 30000 + b"}",
            b"[" * 60000,
        ],
    )
    def test_that_is_not_strict_json_is_refused(self, body: bytes) -> None:
        answer = post(body)
        # An empty body is an object without members to DRF: the echo needs none.
        if body:
            problem(answer, 400, "json_invalid")
            assert urls.seen == []

    def test_may_be_nested_as_deep_as_the_limit(self) -> None:
        body = b'{"note": ' + b"[" * 31 + b"]" * 31 + b"}"
        problem(post(body), 400, "invalid_request")

    @pytest.mark.parametrize(
        "kind",
        [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json; charset=latin-1",
            "application/problem+json",
            "application/*",
            "",
            "x" * 300,
        ],
    )
    def test_of_another_type_is_refused(self, kind: str) -> None:
        problem(post(b'{"note": "a"}', kind=kind), 415, "content_type_unsupported")
        assert urls.seen == []

    @pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=UTF-8"])
    def test_of_our_type_is_read(self, kind: str) -> None:
        assert post(b'{"note": "a"}', kind=kind).status_code == 200

    def test_with_unknown_members_is_refused_and_names_them(self) -> None:
        body = problem(post({"note": "a", "nóte": "b", "a/b~c": 1}), 400, "invalid_request")
        assert {error["pointer"] for error in body["errors"]} == {"/nóte", "/a~1b~0c"}
        assert urls.seen == []

    def test_with_a_nested_fault_points_at_it(self) -> None:
        body = problem(post({"money": {"amount": 5, "unit": "USD"}}), 400, "invalid_request")
        assert [error["pointer"] for error in body["errors"]] == ["/money/unit"]

    @pytest.mark.parametrize(
        "amount",
        [0, -1, 1.5, 1.0, "100", "1e3", True, None, [], {}, 10**15 + 1, 10**30, 1e3],
    )
    def test_with_a_wrong_amount_is_refused(self, amount: object) -> None:
        answer = post({"money": {"amount": amount, "unit": "INR"}})
        if amount is None:
            problem(answer, 400, "invalid_request")
        else:
            problem(answer, 422, "amount_invalid")
        assert urls.seen == []

    @pytest.mark.parametrize(
        "note",
        ["\u202egnp.exe", "a\u2066b", "a\nb", "a\x07b", "a\u2028b", "\u200f", "", " ", 5, None],
    )
    def test_with_a_text_that_deceives_is_refused(self, note: object) -> None:
        problem(post({"note": note}), 400, "invalid_request")
        assert urls.seen == []

    def test_with_text_in_pieces_is_composed(self) -> None:
        assert json.loads(post({"note": "cafe\u0301"}).content) == {"note": "caf\u00e9"}

    @pytest.mark.parametrize("person", ["per_x", "dev_01h455vb4pex5vsknk084sn02q", 5, "", "🙂"])
    def test_with_a_wrong_id_is_refused(self, person: object) -> None:
        problem(post({"person": person}), 400, "id_invalid")

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
    @given(body=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
    def test_of_any_bytes_is_never_a_fault_of_ours(self, body: bytes) -> None:
        assert post(body).status_code in (200, 400, 422)


class TestHeadersAndParameters:
    def test_an_idempotency_key_is_taken_as_it_is(self) -> None:
        answer = client.post("/v1/keyed", headers={"Idempotency-Key": "a-1"})
        assert json.loads(answer.content) == {"key": "a-1"}

    @pytest.mark.parametrize("key", ["", "a b", "é", "x" * 129, "a\x7f"])
    def test_a_malformed_idempotency_key_is_refused(self, key: str) -> None:
        answer = client.post("/v1/keyed", headers={"Idempotency-Key": key})
        problem(answer, 400, "idempotency_key_invalid")

    def test_a_missing_idempotency_key_is_refused(self) -> None:
        problem(client.post("/v1/keyed"), 400, "idempotency_key_missing")

    @pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "", "1e2", "٣", "9" * 5000])
    def test_a_page_size_out_of_range_is_refused(self, limit: str) -> None:
        problem(client.get("/v1/paged", {"limit": limit}), 400, "invalid_request")

    def test_a_page_is_asked_for(self) -> None:
        answer = client.get("/v1/paged", {"limit": "7", "cursor": "abc"})
        assert json.loads(answer.content) == {"limit": 7, "cursor": "abc"}

    def test_the_answer_is_json_whatever_is_asked_for(self) -> None:
        answer = client.get("/v1/echo?format=html", headers={"Accept": "text/html"})
        assert answer["Content-Type"] == "application/json"


class TestTheForm:
    @pytest.mark.parametrize("address", ["/v1/paged?cursor=%00", "/v1/%00", "/v1/echo?%00"])
    def test_a_nul_in_the_address_is_refused(self, address: str) -> None:
        problem(client.get(address), 400, "request_malformed")

    @pytest.mark.parametrize("address", ["/v1/%ff", "/v1/paged?cursor=%ff", "/v1/%ed%a0%80"])
    def test_other_strange_bytes_are_no_fault_of_ours(self, address: str) -> None:
        assert client.get(address).status_code in (200, 404)

    def test_a_large_body_is_refused_before_it_is_read(self) -> None:
        body = io.BytesIO(b" " * 10_000_000)
        answer = post_raw(body, length=10_000_000)
        assert problem(answer, 413, "body_too_large")["limit"] == 65536
        assert body.tell() == 0

    def test_a_body_at_the_cap_is_read(self, environment: Callable[..., None]) -> None:
        environment(max_body_bytes=13)
        assert post(b'{"note": "a"}').status_code == 200
        problem(post(b'{"note": "ab"}'), 413, "body_too_large")

    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411, "length_required"),
            ({"HTTP_CONTENT_ENCODING": "gzip"}, 415, "content_type_unsupported"),
            ({"CONTENT_LENGTH": "x"}, 400, "request_malformed"),
        ],
    )
    def test_a_strange_framing_is_refused(
        self, changes: dict[str, str], status: int, code: str
    ) -> None:
        answer = client.generic(
            "POST", "/v1/echo", b'{"note": "a"}', content_type="application/json", **changes
        )
        problem(answer, status, code)
        assert urls.seen == []

    def test_a_body_that_breaks_off_is_refused(self) -> None:
        problem(post_raw(io.BytesIO(b'{"note": "a"}'), length=20), 400, "request_malformed")
        assert urls.seen == []


class TestEveryAnswer:
    @pytest.mark.parametrize("address", ["/v1/echo", "/v1/nowhere", "/v1/broken", "/plain"])
    def test_has_the_security_headers(self, address: str) -> None:
        answer = client.get(address)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "geolocation=()" in answer["Permissions-Policy"]

    def test_repeats_a_sane_request_id(self) -> None:
        answer = client.get("/v1/echo", headers={"X-Request-Id": "trace-12345678"})
        assert answer["X-Request-Id"] == "trace-12345678"

    @pytest.mark.parametrize("offered", ["", "short", "x" * 65, "a b c d e f", "line\nfeed-line"])
    def test_replaces_a_strange_request_id(self, offered: str) -> None:
        answer = client.get("/v1/echo", headers={"X-Request-Id": offered})
        assert answer["X-Request-Id"].startswith("req-")

    def test_lets_only_listed_origins_read_it(self, settings: Any) -> None:
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
        mine = client.get("/v1/nowhere", headers={"Origin": "https://app.example.org"})
        assert mine["Access-Control-Allow-Origin"] == "https://app.example.org"
        assert "x-request-id" in mine["Access-Control-Expose-Headers"]
        other = client.get("/v1/echo", headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in other

    def test_a_preflight_names_the_headers_of_a_signed_request(self, settings: Any) -> None:
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
        answer = client.options(
            "/v1/echo",
            headers={
                "Origin": "https://app.example.org",
                "Access-Control-Request-Method": "POST",
            },
        )
        allowed = answer["Access-Control-Allow-Headers"]
        assert {"signature", "signature-input", "idempotency-key"} <= set(allowed.split(", "))
