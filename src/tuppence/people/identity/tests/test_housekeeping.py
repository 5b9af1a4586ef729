"""Forgetting takes what is long over, and nothing that anyone still needs."""

from datetime import timedelta

import pytest

from tuppence.kernel.clock import utc_now
from tuppence.people.identity.models import Challenge, RefreshToken, Session
from tuppence.people.identity.operations.housekeeping import KEPT_FOR, Forgotten, forget
from tuppence.people.identity.tests.api import App, refused

pytestmark = pytest.mark.django_db


class TestForgetting:
    def test_leaves_what_is_in_use(self) -> None:
        app = App().sign_up()
        assert forget(now=utc_now()) == Forgotten(challenges=0, tokens=0, passkey_challenges=0)
        assert app.ask("GET", "/v1/me").status_code == 200

    def test_takes_codes_and_tokens_that_ended_long_ago(self) -> None:
        app, other = App().sign_up(), App().sign_in()
        app.ask("DELETE", "/v1/auth/sessions/current")
        later = utc_now() + KEPT_FOR + timedelta(hours=1)
        assert forget(now=later) == Forgotten(challenges=2, tokens=1, passkey_challenges=0)
        assert not Challenge.objects.exists()
        assert (Session.objects.count(), RefreshToken.objects.count()) == (2, 1)
        spent = {"refresh_token": app.refresh_token}
        refused(app.ask("POST", "/v1/auth/tokens", spent), 401, "refresh_token_invalid")
        assert other.ask("GET", "/v1/me").status_code == 200
