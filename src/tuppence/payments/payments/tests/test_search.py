"""Looking through payments: by words, amounts, kinds and time; without gap, and only one's own."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tuppence.kernel.clock import utc_now
from tuppence.payments import categories
from tuppence.payments.payments import queries, search
from tuppence.payments.payments.models import Kind, Payment
from tuppence.payments.payments.search import Wanted
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.wallets.tests.household import Household, Phone, give, wallet_id


@pytest.fixture
def busy(home: Household) -> Household:
    """Meera has been topped up, has paid a shop twice and Arjun once, and was refused once."""
    give(home.meera, 50_00)
    canteen = a_shop(home.zoya)
    home.asha.sign(f"/v1/wallets/{wallet_id(home.meera)}/topups", {"amount": 300_00})
    for to, amount, note in (
        (canteen.handle, 85_00, "Lunch, 100% good"),
        (canteen.handle, 20_00, None),
        ("arjun", 40_00, "Cinema"),
        ("arjun", 450_00, "A car"),
    ):
        body = {"to": {"handle": to}, "amount": amount} | ({"note": note} if note else {})
        home.meera.sign("/v1/payments", body)
    return home


def amounts(phone: Phone, **query: Any) -> list[int]:
    answer = phone.get("/v1/payments", **query)
    assert answer.status_code == 200, answer.content
    return [item["amount"] for item in answer.json()["items"]]


class TestLooking:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "lunch"}, [85_00]),
            ({"q": "CANTEEN"}, [20_00, 85_00]),
            ({"q": "100%"}, [85_00]),
            ({"q": "0% g"}, [85_00]),
            ({"q": "_unch"}, []),
            ({"q": "nowhere"}, []),
            ({"min": 40_00, "max": 85_00}, [40_00, 85_00]),
            ({"kind": "top_up"}, [300_00]),
            ({"kind": "merchant", "max": 20_00}, [20_00]),
            ({"category": "food"}, [20_00, 85_00]),
            ({"category": "people"}, [450_00, 40_00]),
            ({"category": "other"}, []),
            ({"direction": "in"}, [300_00]),
            ({"direction": "out", "state": "succeeded"}, [40_00, 20_00, 85_00]),
            ({"state": "refused"}, [450_00]),
            ({"since": "2999-01-01T00:00:00Z"}, []),
            ({"until": "2001-01-01T00:00:00Z"}, []),
        ],
    )
    def test_finds_what_was_asked_for(
        self, busy: Household, query: dict[str, Any], found: list[int]
    ) -> None:
        assert amounts(busy.meera, **query) == found
        assert amounts(busy.asha, wallet=wallet_id(busy.meera), **query) == found

    def test_shows_the_other_side_no_refusal(self, busy: Household) -> None:
        assert amounts(busy.arjun, q="car") == []
        assert amounts(busy.arjun, q="cinema", direction="in") == [40_00]
        assert amounts(busy.arjun, q="cinema", direction="out") == []

    def test_finds_nothing_of_strangers(self, busy: Household) -> None:
        assert amounts(busy.kabir, q="lunch") == []
        wallet = wallet_id(busy.meera)
        assert busy.kabir.get("/v1/payments", wallet=wallet, q="lunch").status_code == 404

    @pytest.mark.parametrize(
        "query",
        [{"q": ""}, {"q": " "}, {"q": "x" * 81}, {"min": "0"}, {"max": "1e3"}, {"kind": "bribe"},
         {"category": "x"}, {"direction": "up"}, {"state": "pending"}, {"since": "monday"}],
    )  # fmt: skip
    def test_refuses_a_query_that_is_none(self, home: Household, query: dict[str, str]) -> None:
        assert home.meera.get("/v1/payments", **query).status_code == 400

    def test_pages_without_gap_or_repeat_however_little_a_page_looks_at(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "LOOKED_AT", 3)
        give(home.meera, 1_000)
        give(home.kabir, 1_000)
        for amount in range(1, 13):
            note = {"note": "odd"} if amount % 5 == 1 else {}
            payer = home.kabir if amount % 3 == 0 else home.meera
            payer.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": amount, **note})
        seen: list[int] = []
        query: dict[str, Any] = {"q": "odd", "limit": 2}
        for _ in range(30):
            page = home.asha.get("/v1/payments", **query).json()
            seen += [item["amount"] for item in page["items"]]
            if page["next"] is None:
                break
            query["cursor"] = page["next"]
        assert seen == [11, 6, 1]

    def test_costs_the_same_number_of_queries_however_much_there_is(self, busy: Household) -> None:
        counts = set()
        for _ in range(2):
            busy.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
            with CaptureQueriesContext(connection) as captured:
                page = search.payments(busy.meera.actor(), limit=50, wanted=Wanted(text="a"))
                assert [item.payee_wallet.public_id for item in page.items]
            counts.add(len(captured))
        assert len(counts) == 1

    def test_reads_by_index(self, busy: Household) -> None:
        with CaptureQueriesContext(connection) as captured:
            search.payments(busy.meera.actor(), limit=50, wanted=Wanted(text="a"))
        looks = [one["sql"] for one in captured if '"hit"' in one["sql"]]
        assert len(looks) == 2
        for sql in looks:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_sort = off")
                cursor.execute(f"EXPLAIN {sql}")
                plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "payments_by_paye" in plan, plan
            assert "Sort" not in plan, plan


@pytest.mark.django_db
class TestACategory:
    @given(
        kind=st.sampled_from([*Kind]),
        mcc=st.none() | st.from_regex(r"[0-9]{4}", fullmatch=True),
        name=st.sampled_from(categories.EVERY),
    )
    def test_finds_what_is_shown_under_it(self, kind: Kind, mcc: str | None, name: str) -> None:
        found = search._of_category(name)
        assert _holds(found, kind=kind, mcc=mcc) == (queries.category(kind, mcc) == name)


def _holds(q: Any, **values: Any) -> bool:
    """What a condition says of one row, without a database."""

    def of(node: Any) -> bool:
        if isinstance(node, tuple):
            name, _, lookup = node[0].partition("__")
            value = values[name]
            match lookup:
                case "in":
                    return value in node[1]
                case "gte":
                    return value is not None and value >= node[1]
                case "lte":
                    return value is not None and value <= node[1]
                case _:
                    return bool(value == node[1])
        parts = [of(child) for child in node.children]
        held = all(parts) if node.connector == "AND" else any(parts)
        return held != node.negated

    return of(q)


class TestAMonthBesideTheOneBefore:
    def test_says_what_is_different(self, busy: Household) -> None:
        now = utc_now()
        wallet = Payment.objects.filter(payer_label="Meera").first().payer_wallet  # type: ignore[union-attr]
        assert wallet is not None
        found = queries.summary(wallet, year=now.year, month=now.month, now=now + timedelta(days=1))
        assert found.by_now.money_out.total == 0
        assert found.change.money_out == found.money_out.total == 145_00
        assert [(c.category, c.amount) for c in found.change.out_by_category] == [
            ("food", 105_00),
            ("people", 40_00),
        ]
        later = now + timedelta(days=70)
        after = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
        empty = queries.summary(wallet, year=after.year, month=after.month, now=later)
        assert empty.by_now.month == f"{now:%Y-%m}"
        assert empty.change.money_out == -145_00
        assert empty.change.out_by_category[0].amount == -105_00

    def test_goes_no_further_than_this_one_has_come(self, busy: Household) -> None:
        wallet = Payment.objects.filter(payer_label="Meera").first().payer_wallet  # type: ignore[union-attr]
        assert wallet is not None
        for day in range(1, 32, 5):
            now = utc_now().replace(month=3, day=day, hour=12)
            found = queries.summary(wallet, year=now.year, month=3, now=now)
            assert found.by_now.since < found.by_now.until <= found.since
            assert found.by_now.until.day in (day, 1)
