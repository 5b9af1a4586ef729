"""All that is kept about somebody, given out whole; and then forgotten, while the books stand."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tuppence.kernel.clock import utc_now
from tuppence.kernel.ids import to_public
from tuppence.ledger.verify import verify
from tuppence.outbox.models import StoredFact
from tuppence.payments.allowances.models import Plan, State
from tuppence.payments.chores.models import Chore
from tuppence.payments.controls.operations import decide
from tuppence.payments.gifts.models import GiftLink
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.operations import open_wallet
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    a_person,
    balance,
    give,
    wallet_of,
)
from tuppence.people.families.models import Membership
from tuppence.people.identity.models import Device, Person, Pin, Session
from tuppence.people.identity.operations.people import HandleTaken, register_person
from tuppence.people.identity.operations.pins import set_pin
from tuppence.people.privacy import erasing
from tuppence.people.privacy.models import Erasure, Forgetting
from tuppence.seal import receipt
from tuppence.seal.keys import trusted
from tuppence.seal.tests.sealing import seal_all

NAME = "Vasundhara"


@pytest.fixture
def home(db: None) -> Household:
    return a_household()


@pytest.fixture
def vasu(home: Household) -> Phone:
    """An adult whose name stands in many places, and whose money has all gone out again."""
    person = a_person(NAME, age=30)
    open_wallet(owner_id=person.pk, name=f"{NAME}'s purse", now=utc_now())
    vasu = Phone(person)
    set_pin(vasu.actor(), pin="493817", current_pin=None, challenge=None, code=None, now=utc_now())
    shop = a_shop(home.zoya)
    give(vasu, 100_00)
    give(home.meera, 900_00)
    for phone, body in (
        (vasu, {"to": {"handle": shop.handle}, "amount": 40_00, "note": f"From {NAME}"}),
        (home.meera, {"to": {"handle": NAME}, "amount": 5_00, "note": "Thanks"}),
        (home.meera, {"to": {"phone": person.phone}, "amount": 899_00}),
        (vasu, {"to": {"handle": "meera"}, "amount": 65_00}),
    ):
        phone.sign("/v1/payments", body)
    decide(
        actor=home.asha.actor(),
        person=home.meera.person.public_id,
        document={"ask_first": {"above": 1_00, "new_payees": False}},
        seen=0,
        note="",
        now=utc_now(),
    )
    for to in ({"handle": NAME.upper()}, {"phone": person.phone}):
        asked = home.meera.sign("/v1/approvals", {"to": to, "amount": 2_00})
        assert asked.status_code == 201, asked.content
    for asker, whom in ((vasu, "zoya"), (home.zoya, NAME)):
        body = {"to": {"handle": whom}, "amount": 3_00, "note": f"By {asker.person.name}"}
        asked = asker.sign("/v1/asks", body)
        assert asked.status_code == 201, asked.content
    assert balance(vasu) == 0
    return vasu


def path(phone: Phone, what: str) -> str:
    return f"/v1/people/{to_public('per', phone.person.public_id)}/{what}"


def exported(asker: Phone, of: Phone | None = None) -> dict[str, Any]:
    answer: Any = asker.get(path(of or asker, "data"))
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(b"".join(answer.streaming_content))
    return found


def found_in(*words: str) -> dict[str, str]:
    """Every text column of the database that any of the words stands in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
            " AND c.data_type IN ('text', 'character varying', 'character', 'jsonb', 'json')"
        )
        columns = cursor.fetchall()
        assert len(columns) > 60
        found = {}
        for table, column in columns:
            cursor.execute(
                f'SELECT "{column}"::text FROM "{table}"'
                f' WHERE "{column}"::text ILIKE ANY (%s) LIMIT 1',
                [[f"%{word}%" for word in words]],
            )
            row = cursor.fetchone()
            if row is not None:
                found[f"{table}.{column}"] = row[0]
        return found


def after_cooling_off() -> datetime:
    return utc_now() + erasing.COOLING_OFF + timedelta(minutes=1)


class TestAnExport:
    def test_has_what_every_room_keeps(self, home: Household, vasu: Phone) -> None:
        document = exported(vasu)
        parts = document["parts"]
        (person,) = parts["identity.person"]
        assert (person["name"], person["phone"]) == (NAME, vasu.person.phone)
        assert parts["identity.handle"] == [{"handle": NAME.lower()}]
        amounts = [one["amount"] for one in parts["payments.payment"]]
        assert sorted(amounts) == [5_00, 40_00, 65_00]  # and not the one that was refused to Meera
        assert parts["payments.payment"][0]["public_id"].startswith("pay_")
        assert parts["wallets.wallet"][0]["name"] == f"{NAME}'s purse"

    def test_has_no_secret_and_no_inner_key(self, vasu: Phone) -> None:
        names = {name for rows in exported(vasu)["parts"].values() for row in rows for name in row}
        assert not {name for name in names if "hash" in name or name.endswith("_key")}
        assert not names & {"id", "key", "token_hash", "pin_hash", "public_key", "account_id"}

    def test_is_ones_own_and_ones_guardians(self, home: Household) -> None:
        assert exported(home.asha, home.meera)["parts"] == exported(home.meera)["parts"]
        for phone in (home.zoya, home.arjun, home.kabir):
            assert phone.get(path(home.meera, "data")).status_code == 404
        assert home.meera.get(path(home.asha, "data")).status_code == 404


class TestAnErasure:
    def test_leaves_nobody_to_be_found_and_the_books_as_they_were(
        self, home: Household, vasu: Phone
    ) -> None:
        seal_all()
        words = (NAME, vasu.person.phone, vasu.person.phone.removeprefix("+"))
        assert len(found_in(*words)) > 6
        assert vasu.send("PUT", path(vasu, "erasure")).status_code == 200
        assert erasing.erase_due(now=utc_now()) == 0
        assert erasing.erase_due(now=after_cooling_off()) == 1

        assert found_in(*words) == {}
        person = Person.objects.get(pk=vasu.person.pk)
        assert (person.name, person.handle, person.birth_date) == (None, None, None)
        for kind, whose in ((Device, "person"), (Session, "device__person"), (Pin, "person")):
            assert not kind.objects.filter(**{whose: person}).exists()
        assert vasu.get("/v1/me").status_code == 401
        assert [check for check in verify() if check.disagreement] == []
        assert StoredFact.objects.filter(topic="person.erased", subject=person.pk).count() == 1
        assert Forgetting.objects.filter(person=person, done_at=None).count() == 1

    def test_leaves_others_their_history_and_receipts(self, home: Household, vasu: Phone) -> None:
        seal_all()
        paid = Payment.objects.get(payee_label="Meera", amount=65_00)
        before = home.meera.get(f"/v1/payments/{to_public('pay', paid.public_id)}/receipt").json()
        vasu.send("PUT", path(vasu, "erasure"))
        erasing.erase_due(now=after_cooling_off())
        seal_all()
        shown = home.meera.get(f"/v1/payments/{to_public('pay', paid.public_id)}").json()
        assert (shown["payer"]["name"], shown["amount"]) == ("Former member", 65_00)
        after = home.meera.get(f"/v1/payments/{to_public('pay', paid.public_id)}/receipt").json()
        for one in (before, after):
            receipt.verify(one, trusted())
        assert after["parts"] == before["parts"]

    def test_keeps_the_handle_from_everyone_else(self, home: Household, vasu: Phone) -> None:
        vasu.send("PUT", path(vasu, "erasure"))
        erasing.erase_due(now=after_cooling_off())
        with pytest.raises(HandleTaken):
            register_person(
                phone="+919876512345",
                name="Someone",
                handle=NAME.lower(),
                birth_date=vasu.person.birth_date,  # type: ignore[arg-type]
                now=utc_now(),
            )
        anew = register_person(
            phone=vasu.person.phone,
            name="Someone",
            handle="someone",
            birth_date=vasu.person.birth_date,  # type: ignore[arg-type]
            now=utc_now(),
        )
        assert anew.pk != vasu.person.pk

    def test_can_be_thought_better_of(self, home: Household, vasu: Phone) -> None:
        asked = vasu.send("PUT", path(vasu, "erasure")).json()
        assert vasu.send("PUT", path(vasu, "erasure")).json() == asked
        assert vasu.get(path(vasu, "erasure")).json() == asked
        assert vasu.send("DELETE", path(vasu, "erasure")).status_code == 204
        for method in ("GET", "DELETE"):
            answer = vasu.send(method, path(vasu, "erasure"))
            assert (answer.status_code, answer.json()["code"]) == (404, "erasure_missing")
        assert erasing.erase_due(now=after_cooling_off()) == 0
        assert Person.objects.get(pk=vasu.person.pk).name == NAME

    def test_waits_for_money_to_be_paid_out(self, home: Household, vasu: Phone) -> None:
        give(vasu, 1)
        refused = vasu.send("PUT", path(vasu, "erasure"))
        assert (refused.status_code, refused.json()["code"]) == (409, "wallets_left")
        assert not Erasure.objects.exists()
        vasu.sign("/v1/payments", {"to": {"handle": "meera"}, "amount": 1})
        vasu.send("PUT", path(vasu, "erasure"))
        give(vasu, 7)  # a friend pays while it waits
        assert erasing.erase_due(now=after_cooling_off()) == 0
        assert Erasure.objects.get().held_up_by == "wallets_left"
        assert Person.objects.get(pk=vasu.person.pk).name == NAME
        vasu.sign("/v1/payments", {"to": {"handle": "meera"}, "amount": 7})
        assert erasing.erase_due(now=after_cooling_off()) == 1
        assert wallet_of(vasu).closed_at is not None

    def test_of_a_shops_owner_waits_for_the_shop(self, home: Household, vasu: Phone) -> None:
        refused = home.zoya.send("PUT", path(home.zoya, "erasure"))
        assert refused.json()["code"] == "wallets_left"

    def test_of_a_minor_is_their_guardians_to_ask_for(self, home: Household) -> None:
        for phone in (home.kabir, home.arjun):
            refused = phone.send("PUT", path(phone, "erasure"))
            assert (refused.status_code, refused.json()["code"]) == (403, "guardian_decides")
        assert home.zoya.send("PUT", path(home.kabir, "erasure")).status_code == 404
        assert not Erasure.objects.exists()
        asked = home.asha.send("PUT", path(home.kabir, "erasure"))
        assert asked.status_code == 200
        assert home.kabir.get(path(home.kabir, "erasure")).status_code == 200
        assert erasing.erase_due(now=after_cooling_off()) == 1
        assert not Membership.objects.filter(person=home.kabir.person).exists()

    def test_ends_what_would_come_again(self, home: Household) -> None:
        kabir = to_public("per", home.kabir.person.public_id)
        for address, body in (
            ("allowances", {"person": kabir, "every": "weekly", "day": 6, "amount": 100_00}),
            ("chores", {"person": kabir, "title": "Dishes", "reward": 5_00}),
        ):
            answer = home.asha.sign(f"/v1/{address}", body)
            assert answer.status_code == 201, answer.content
        link = home.asha.send("POST", "/v1/gift-links", {"person": kabir, "most_amount": 500_00})
        assert link.status_code == 201, link.content
        home.asha.send("PUT", path(home.kabir, "erasure"))
        assert erasing.erase_due(now=after_cooling_off()) == 1
        plan = Plan.objects.get(allowance__person=home.kabir.person)
        assert (plan.state, plan.next_at) == (State.ENDED, None)
        assert not Chore.objects.filter(next_at__isnull=False).exists()
        assert not GiftLink.objects.filter(revoked_at=None).exists()

    def test_of_the_only_guardian_waits_for_another(self, home: Household) -> None:
        refused = home.asha.send("PUT", path(home.asha, "erasure"))
        assert (refused.status_code, refused.json()["code"]) == (409, "last_guardian")
        assert not Erasure.objects.exists()

    def test_is_all_or_nothing(
        self, home: Household, vasu: Phone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vasu.send("PUT", path(vasu, "erasure"))
        before = found_in(NAME)

        def fails(*_: object) -> None:
            raise RuntimeError("in the middle")

        monkeypatch.setattr("tuppence.people.privacy.holdings.forget", fails)
        with pytest.raises(RuntimeError, match="in the middle"):
            erasing.erase_due(now=after_cooling_off())
        assert found_in(NAME) == before
        assert vasu.get("/v1/me").status_code == 200
