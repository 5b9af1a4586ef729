"""The API does what its OpenAPI document says, whatever is sent: schemathesis over all of it.

Checked of every answer: no 5xx; a documented status, content type and shape; what the document
forbids is refused, and what it allows is not called malformed. `SCHEMATHESIS_EXAMPLES=1000` in the
environment makes a longer search.
"""

import copy
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote
from uuid import uuid4
from zlib import crc32

import hypothesis
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from hypothesis import HealthCheck
from pytest_django.plugin import DjangoDbBlocker
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.config import SchemathesisConfig
from schemathesis.core import NotSet
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from tests.conformance.doors import DOORS
from tests.conformance.operations import document
from tests.conformance.town import Town, a_town
from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.payments.wallets.tests.household import Phone

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

_TO_SIGN = "X-To-Sign"


class Signing:
    """The application, behind a device that signs the requests marked for it, as they are sent."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self.phone: Phone | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.pop(_as_environ(_TO_SIGN), None) and self.phone is not None:
            body = environ["wsgi.input"].read()
            environ["wsgi.input"] = BytesIO(body)
            headers = self.phone.key.headers(
                method=environ["REQUEST_METHOD"],
                path=quote(environ["PATH_INFO"].encode("latin-1"), safe="/"),
                body=body,
                idempotency_key=str(uuid4()),
                device=to_public("dev", self.phone.tokens.device.public_id),
                now=utc_now(),
            )
            environ.update({_as_environ(name): value for name, value in headers.items()})
        return self._application(environ, start_response)


def _as_environ(name: str) -> str:
    return "HTTP_" + name.upper().replace("-", "_")


def _schema(application: Application, *, examples: int) -> Any:
    config = SchemathesisConfig.from_dict(
        {
            "generation": {
                "max-examples": examples,
                "deterministic": True,
                "database": "none",
                # Refused in any text anywhere, which no schema says again each time.
                "allow-x00": False,
            },
            "checks": {
                # What is well-formed may still be refused for what it asks.
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429"]
                }
            },
        }
    )
    loaded = schemathesis.openapi.from_dict(copy.deepcopy(document()), config=config)
    loaded.app = application
    return loaded


IN_ONE_TOWN = hypothesis.settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SIGNING = Signing(get_wsgi_application())
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "20"))
AS_SOMEBODY = _schema(SIGNING, examples=EXAMPLES)
AS_NOBODY = _schema(get_wsgi_application(), examples=max(3, EXAMPLES // 5))


@pytest.fixture(scope="module")
def shared_town(module_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """One for all: what one request leaves behind is there for the next, as in life. Thousands of
    requests share a connection: to open one takes longer than most of them."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
        yield a_town()


@pytest.fixture
def town(shared_town: Town, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """With everyone signed in anew, as an operation may log people out or end their devices."""
    with django_db_blocker.unblock():
        yield shared_town.signed_in_anew()


def _negated(case: Case, where: ParameterLocation) -> bool:
    """Whether this part of the request breaks the document on purpose."""
    part = case.meta.components.get(where) if case.meta else None
    return part is not None and part.mode is GenerationMode.NEGATIVE


def _requires_a_body(case: Case) -> bool:
    return any(body.is_required for body in case.operation.body)


_TAGS = re.compile("[\U000e0000-\U000e0fff]")
"""Letters that do not show: refused, which no schema can spell (`kernel.text`)."""


def _sayable(value: Any) -> Any:
    """The same without what a JSON schema cannot but allow, and we refuse: 3.0 for 3, and tags."""
    if isinstance(value, dict):
        return {name: _sayable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_sayable(one) for one in value]
    if isinstance(value, str):
        return _TAGS.sub("x", value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _made_real(case: Case, town: Town) -> None:
    """Most requests name things that exist, and some are the very one that their door opens to."""
    if not _negated(case, ParameterLocation.BODY):
        case.body = _sayable(case.body)
    name = f"{case.method} {case.operation.path}"
    chance = crc32(repr((case.path_parameters, case.query, case.body)).encode()) % 4
    for door in DOORS.get(name, [])[:1]:
        if chance and not _negated(case, ParameterLocation.PATH):
            for parameter, one in door.path.items():
                case.path_parameters[parameter] = town.ids[one]
        body = door.body(town.ids)
        if chance == 3 and body is not None and not _negated(case, ParameterLocation.BODY):
            case.body = json.loads(json.dumps(body))


@AS_SOMEBODY.parametrize()
@IN_ONE_TOWN
def test_a_person_gets_what_the_document_says(case: Case, town: Town) -> None:
    name = f"{case.method} {case.operation.path}"
    SIGNING.phone = town.phone(DOORS[name][0].by if name in DOORS else "arjun")
    _made_real(case, town)
    headers = {}
    if not _negated(case, ParameterLocation.HEADER):
        headers["Authorization"] = f"Bearer {SIGNING.phone.tokens.access_token}"
        if "Signature" in {one.name for one in case.operation.headers}:
            headers[_TO_SIGN] = "yes"
    answer = case.call(headers=headers)
    # No schema can say which texts are cursors that we gave out.
    unknown_cursor = answer.status_code == 400 and answer.json()["code"] == "cursor_invalid"
    excused: list[CheckFunction] = [positive_data_acceptance] if unknown_cursor else []
    # A body that may be left out is not broken by being left out, though it is called so.
    if isinstance(case.body, NotSet) and not _requires_a_body(case):
        excused.append(negative_data_rejection)
    case.validate_response(answer, excluded_checks=excused, headers=headers)


@AS_NOBODY.parametrize()
@IN_ONE_TOWN
def test_nobody_gets_what_the_document_says(case: Case, town: Town) -> None:
    _made_real(case, town)
    case.call_and_validate()
