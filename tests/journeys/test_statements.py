"""A guardian looks back on a child's month, and keeps a statement that the books stand behind."""

import csv
import io
from datetime import UTC, datetime

import pytest

from tests.journeys.conftest import People
from tests.journeys.test_first_payment import assert_books_agree
from tuppence.seal.tests.sealing import seal_all

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("people")]


class TestAMonth:
    def test_is_searched_compared_and_kept(self, people: People) -> None:
        asha, meera, farida = people.asha, people.meera, people.farida
        wallet = meera.wallet()["id"]
        held = meera.wallet()["balance"]
        assert asha.sign(f"/v1/wallets/{wallet}/topups", {"amount": 300_00}).status_code == 201
        ask = {"to": {"upi": people.code}, "note": "Idli & vada"}
        paid = meera.sign("/v1/payments", ask)
        assert paid.status_code == 201, paid.text
        seal_all()

        found = asha.get("/v1/payments", wallet=wallet, q="vada", direction="out")["items"]
        assert [one["id"] for one in found] == [paid.json()["id"]]
        assert farida.get("/v1/payments", q="vada")["items"][0]["id"] == paid.json()["id"]
        assert people.asha.get("/v1/payments", q="dosa")["items"] == []

        month = asha.get(f"/v1/wallets/{wallet}/summary", month=f"{datetime.now(UTC):%Y-%m}")
        assert month["change"]["money_out"] == month["money_out"]["total"] > 0

        table = asha.send("GET", f"/v1/wallets/{wallet}/statement.csv")
        assert table.status_code == 200, table.text
        rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
        assert rows[-1]["amount"] == f"-{paid.json()['amount'] / 100:.2f}"
        assert rows[-1]["balance"] == f"{meera.wallet()['balance'] / 100:.2f}"
        assert meera.wallet()["balance"] == held + 300_00 - paid.json()["amount"]

        document = asha.send("GET", f"/v1/wallets/{wallet}/statement.pdf")
        assert document.status_code == 200, document.text
        assert document.content.startswith(b"%PDF-")
        for form in ("pdf", "csv"):
            assert farida.send("GET", f"/v1/wallets/{wallet}/statement.{form}").status_code == 404
        assert_books_agree()
