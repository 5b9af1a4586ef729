"""Sessions and refresh tokens, raced over real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from tuppence.kernel.ids import to_public
from tuppence.outbox.models import StoredFact
from tuppence.people.identity import queries
from tuppence.people.identity.actor import Actor
from tuppence.people.identity.models import Device, Person, RefreshToken, Session
from tuppence.people.identity.operations import devices, people, sessions
from tuppence.people.identity.operations.sessions import RefreshTokenInvalid, Tokens
from tuppence.people.identity.signer import DeviceKey
from tuppence.people.identity.tokens import read_access_token

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def a_person(number: int = 0) -> Person:
    return people.register_person(
        phone=f"+9198765432{number:02}",
        name="Asha Rao",
        handle=f"asha{number}",
        birth_date=date(1985, 4, 1),
        now=NOW,
    )


def signed_in(person: Person | None = None, *, key: DeviceKey | None = None) -> Tokens:
    return sessions.open_session(
        person=person or a_person(),
        device_name="Phone",
        public_key=(key or DeviceKey.new()).point,
        now=NOW,
    )


def actor_of(tokens: Tokens, *, now: datetime = NOW) -> Actor | None:
    claims = read_access_token(tokens.access_token, now=now)
    return None if claims is None else queries.actor(claims, now=now)


def topics() -> list[str]:
    return list(StoredFact.objects.order_by("id").values_list("topic", flat=True))


@pytest.mark.django_db
class TestAnAccessToken:
    def test_names_its_person_device_and_session(self) -> None:
        tokens = signed_in()
        actor = actor_of(tokens)
        assert actor is not None
        assert actor.person == tokens.person.public_id
        assert actor.device == tokens.device.public_id
        assert actor.device_key == bytes(tokens.device.public_key)
        assert (actor.stepped_up, actor.profile_complete) == (False, True)

    def test_lasts_fifteen_minutes(self) -> None:
        tokens = signed_in()
        assert actor_of(tokens, now=NOW + timedelta(minutes=15, seconds=-1)) is not None
        assert actor_of(tokens, now=NOW + timedelta(minutes=15)) is None

    def test_of_a_revoked_device_is_worth_nothing_at_once(self) -> None:
        tokens = signed_in()
        actor = actor_of(tokens)
        assert actor is not None
        devices.revoke_device(actor, device=tokens.device.public_id, now=NOW)
        assert actor_of(tokens) is None
        assert topics() == ["person.signed_up", "device.registered", "device.revoked"]

    def test_of_an_ended_session_is_worth_nothing_at_once(self) -> None:
        tokens = signed_in()
        actor = actor_of(tokens)
        assert actor is not None
        sessions.end_current(actor, now=NOW)
        assert actor_of(tokens) is None

    @pytest.mark.parametrize("token", ["", "a.b.c", "\ud800", "e30.e30.", "x" * 2000])
    def test_that_is_no_token_names_nobody(self, token: str) -> None:
        assert read_access_token(token, now=NOW) is None


@pytest.mark.django_db
class TestARefreshToken:
    def test_is_stored_as_a_hash_only(self) -> None:
        tokens = signed_in()
        stored = bytes(RefreshToken.objects.get().token_hash)
        assert len(stored) == 32
        assert tokens.refresh_token.encode() not in stored

    def test_is_spent_for_a_new_one(self) -> None:
        first = signed_in()
        second = sessions.rotate(refresh_token=first.refresh_token, now=NOW)
        third = sessions.rotate(refresh_token=second.refresh_token, now=NOW)
        assert actor_of(third) is not None
        assert RefreshToken.objects.filter(spent_at=None).count() == 1

    def test_used_twice_ends_the_session_and_says_so(self) -> None:
        first = signed_in()
        second = sessions.rotate(refresh_token=first.refresh_token, now=NOW)
        with pytest.raises(RefreshTokenInvalid):
            sessions.rotate(refresh_token=first.refresh_token, now=NOW)
        assert actor_of(second) is None
        with pytest.raises(RefreshTokenInvalid):
            sessions.rotate(refresh_token=second.refresh_token, now=NOW)
        assert topics()[-1] == "session.reuse_detected"
        assert topics().count("session.reuse_detected") == 1

    def test_used_twice_leaves_other_sessions_alone(self) -> None:
        first = signed_in()
        other = signed_in(first.person)
        sessions.rotate(refresh_token=first.refresh_token, now=NOW)
        with pytest.raises(RefreshTokenInvalid):
            sessions.rotate(refresh_token=first.refresh_token, now=NOW)
        assert actor_of(other) is not None

    @pytest.mark.parametrize(
        "later", [sessions.IDLE_LIFE, sessions.SESSION_LIFE + timedelta(days=1)]
    )
    def test_grows_too_old(self, later: timedelta) -> None:
        tokens = signed_in()
        with pytest.raises(RefreshTokenInvalid):
            sessions.rotate(refresh_token=tokens.refresh_token, now=NOW + later)
        assert RefreshToken.objects.get().spent_at is None

    @pytest.mark.parametrize("token", ["", "tpr_unknown", "\ud800", "x" * 5000])
    def test_that_is_unknown_changes_nothing(self, token: str) -> None:
        signed_in()
        with pytest.raises(RefreshTokenInvalid):
            sessions.rotate(refresh_token=token, now=NOW)
        assert Session.objects.get().ended_at is None


@pytest.mark.django_db(transaction=True)
class TestARefreshTokenUsedManyTimesAtOnce:
    def test_works_once_and_then_ends_the_session(self) -> None:
        tokens = signed_in()
        starting_line = threading.Barrier(8)

        def use() -> Tokens | None:
            try:
                starting_line.wait(timeout=10)
                return sessions.rotate(refresh_token=tokens.refresh_token, now=NOW)
            except RefreshTokenInvalid:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            outcomes = [future.result() for future in [pool.submit(use) for _ in range(8)]]
        won = [outcome for outcome in outcomes if outcome is not None]
        assert len(won) == 1
        assert actor_of(won[0]) is None
        assert Session.objects.get().end_reason == "reuse"
        assert topics().count("session.reuse_detected") == 1


@pytest.mark.django_db
class TestADevice:
    def test_that_signs_in_again_is_the_same_device(self) -> None:
        person, key = a_person(), DeviceKey.new()
        first, again = signed_in(person, key=key), signed_in(person, key=key)
        assert first.device == again.device
        assert topics().count("device.registered") == 1

    def test_that_was_revoked_cannot_come_back_with_its_key(self) -> None:
        key = DeviceKey.new()
        tokens = signed_in(key=key)
        actor = actor_of(tokens)
        assert actor is not None
        devices.revoke_device(actor, device=tokens.device.public_id, now=NOW)
        with pytest.raises(devices.DeviceRevoked):
            signed_in(tokens.person, key=key)
        assert Session.objects.count() == 1

    def test_too_many_displace_the_longest_unused(self) -> None:
        first = signed_in()
        others = [signed_in(first.person) for _ in range(devices.MAX_DEVICES)]
        assert actor_of(first) is None
        assert all(actor_of(other) for other in others)
        assert Device.objects.filter(revoked_at=None).count() == devices.MAX_DEVICES

    def test_of_another_is_not_there_to_be_revoked(self) -> None:
        mine, theirs = signed_in(a_person(1)), signed_in(a_person(2))
        actor = actor_of(mine)
        assert actor is not None
        with pytest.raises(devices.NotFound):
            devices.revoke_device(actor, device=theirs.device.public_id, now=NOW)
        assert actor_of(theirs) is not None


@pytest.mark.django_db
class TestReferences:
    def test_are_found_by_phone_handle_and_key(self) -> None:
        person = a_person()
        found = queries.person_by_phone("+919876543200")
        assert found == queries.person_by_handle("ASHA0") == queries.person(person.pk)
        assert found is not None
        assert (found.name, found.handle, found.is_minor) == ("Asha Rao", "asha0", False)
        assert queries.people([person.pk, 0]) == {person.pk: found}

    def test_do_not_show_who_has_no_profile_yet(self) -> None:
        person = people.person_with_phone(phone="+919876543299")
        assert queries.person_by_phone("+919876543299") is None
        found = queries.person(person.pk)
        assert found is not None
        assert (found.name, found.handle, found.is_minor) == ("", "", True)
        assert to_public("per", found.public_id).startswith("per_")
