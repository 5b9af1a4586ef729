"""Statements to keep: they add up to the books, cost few queries, and harm nobody who opens one."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tuppence.kernel.clock import utc_now
from tuppence.ledger import queries as ledger
from tuppence.ledger.verify import verify
from tuppence.payments.payments.models import Payment
from tuppence.payments.payments.tests.market import a_shop
from tuppence.payments.statements import pdf, queries, sheet
from tuppence.payments.statements.figures import shown
from tuppence.payments.statements.queries import Deadline, StatementSlow, StatementTooLong
from tuppence.payments.statements.words import told, totals
from tuppence.payments.wallets.tests.household import (
    Household,
    Phone,
    a_household,
    give,
    wallet_id,
    wallet_of,
)
from tuppence.seal.tests.sealing import seal_all


@pytest.fixture
def home(db: None) -> Household:
    """Meera has been given 1,000, has paid a shop and Arjun, and has had something back."""
    home = a_household()
    give(home.meera, 1_000_00)
    canteen = a_shop(home.zoya)
    paid = [
        home.meera.sign("/v1/payments", {"to": {"handle": to}, "amount": amount, "note": note})
        for to, amount, note in (
            (canteen.handle, 85_00, "=HYPERLINK(1)"),
            ("arjun", 40_00, "Cinema"),
            ("arjun", 1_900_00, "A car"),
        )
    ]
    refund = f"/v1/payments/{paid[0].json()['id']}/refunds"
    home.zoya.sign(refund, {"amount": 10_00, "reason": "Cold"})
    return home


def download(phone: Phone, form: str, of: Phone | None = None, **query: Any) -> HttpResponse:
    return phone.get(f"/v1/wallets/{wallet_id(of or phone)}/statement.{form}", **query)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def rows(answer: HttpResponse) -> list[dict[str, str]]:
    text = body(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def whole_of(phone: Phone) -> queries.Statement:
    return queries.statement(
        phone.actor(),
        wallet=wallet_of(phone).public_id,
        since=utc_now() - timedelta(days=1),
        until=utc_now(),
        most=100,
    )


class TestAStatement:
    def test_leads_from_the_opening_balance_to_the_closing_one_by_the_books(
        self, home: Household
    ) -> None:
        middle = utc_now()
        home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
        account = wallet_of(home.meera).account_id
        for since, until in (
            (middle - timedelta(days=1), middle),
            (middle, utc_now()),
            (middle - timedelta(days=1), utc_now()),
        ):
            made = queries.statement(
                home.meera.actor(),
                wallet=wallet_of(home.meera).public_id,
                since=since,
                until=until,
                most=100,
            )
            lines = list(queries.lines(made, deadline=Deadline()))
            assert made.opening.balance + sum(line.entry.amount for line in lines) == (
                made.closing.balance
            )
            assert made.closing.balance == ledger.balance_at(account, until)
            assert len(lines) == made.count
            assert [line.entry.seq for line in lines] == [
                *range(made.opening.seq + 1, made.closing.seq + 1)
            ]
        assert ledger.balance(account).posted == made.closing.balance == 884_99
        assert [check for check in verify() if check.disagreement] == []

    def test_is_not_moved_by_what_is_posted_while_it_is_read(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "PAGE", 2)
        made = whole_of(home.meera)
        walk = queries.lines(made, deadline=Deadline())
        first = next(walk)
        home.meera.sign("/v1/payments", {"to": {"handle": "arjun"}, "amount": 1})
        assert len([first, *walk]) == made.count == 4

    def test_says_so_when_the_books_disagree(self, home: Household) -> None:
        from dataclasses import replace

        made = whole_of(home.meera)
        wrong = replace(made, closing=replace(made.closing, balance=made.closing.balance + 1))
        with pytest.raises(queries.BooksDisagree):
            list(queries.lines(wrong, deadline=Deadline()))

    def test_costs_two_queries_a_page(
        self, home: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = whole_of(home.meera)
        for page, expected in ((500, 2), (2, 4), (1, 8)):
            monkeypatch.setattr(queries, "PAGE", page)
            with CaptureQueriesContext(connection) as captured:
                assert len(list(told(queries.lines(made, deadline=Deadline())))) == 4
            assert len(captured) <= expected  # the ledger's own reads are not Django's

    def test_has_a_largest_size_and_a_longest_time(self, home: Household) -> None:
        with pytest.raises(StatementTooLong) as refused:
            queries.statement(
                home.meera.actor(),
                wallet=wallet_of(home.meera).public_id,
                since=utc_now() - timedelta(days=1),
                until=utc_now(),
                most=3,
            )
        assert refused.value.data == {"lines": 4, "most": 3}
        with pytest.raises(StatementSlow):
            list(queries.lines(whole_of(home.meera), deadline=Deadline(seconds=-1)))

    def test_sums_up_its_own_lines(self, home: Household) -> None:
        made = whole_of(home.meera)
        lines = list(told(queries.lines(made, deadline=Deadline())))
        found = {total.category: (total.came, total.went) for total in totals(lines)}
        assert found == {
            "other": (1_000_00, 0),
            "food": (0, 85_00),
            "people": (0, 40_00),
            "refunds": (10_00, 0),
        }

    @pytest.mark.parametrize("form", ["pdf", "csv"])
    def test_is_nobody_elses(self, home: Household, form: str) -> None:
        for phone in (home.kabir, home.zoya, home.arjun):
            assert download(phone, form, of=home.meera).status_code == 404
        assert download(home.asha, form, of=home.meera).status_code == 200

    @pytest.mark.parametrize("form", ["pdf", "csv"])
    @pytest.mark.parametrize(
        "query",
        [{"month": "2999-01"}, {"until": "2026-01-01T00:00:00Z"},
         {"month": "2026-11", "since": "2026-11-01T00:00:00Z"},
         {"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"},
         {"since": "0001-01-01T00:00:00Z"}],
    )  # fmt: skip
    def test_refuses_a_time_that_is_none(
        self, home: Household, form: str, query: dict[str, str]
    ) -> None:
        answer = download(home.meera, form, **query)
        assert (answer.status_code, answer.json()["code"]) == (422, "period_invalid")
        for bent in ({"month": "2026-13"}, {"since": "x"}, {"month": ""}):
            assert download(home.meera, form, **bent).status_code == 400


SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class TestATable:
    def test_has_a_row_for_each_movement_oldest_first(self, home: Household) -> None:
        answer = download(home.meera, "csv")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"].startswith('attachment; filename="tuppence-')
        found = rows(answer)
        assert [(row["who"], row["amount"], row["balance"]) for row in found] == [
            ("Adjustment", "1000.00", "1000.00"),
            ("Campus Canteen", "-85.00", "915.00"),
            ("Arjun", "-40.00", "875.00"),
            ("Campus Canteen", "10.00", "885.00"),
        ]
        paid = Payment.objects.get(note="Cinema")
        assert found[2]["category"] == "people"
        assert home.meera.get(f"/v1/payments/{found[2]['payment']}").json()["amount"] == paid.amount

    def test_is_sent_as_it_is_read(self, home: Household) -> None:
        assert download(home.meera, "csv").streaming

    def test_runs_nothing_in_a_spreadsheet(self, home: Household) -> None:
        assert rows(download(home.meera, "csv"))[1]["note"] == "'=HYPERLINK(1)"

    @given(st.text())
    def test_never_has_a_cell_that_begins_a_formula(self, text: str) -> None:
        for cell in re.split("[;|]", sheet.as_text(text)):
            assert not cell.lstrip().startswith(SIGNS)
            assert not cell.startswith(("\t", "\r", "\n"))

    @pytest.mark.parametrize(
        ("text", "cell"),
        [
            ("Lunch; and tea", "Lunch; and tea"),
            ("3 - 1 = 2", "3 - 1 = 2"),
            ("=1+1", "'=1+1"),
            ("\u2003@SUM(A1)", "'\u2003@SUM(A1)"),
            ("\uff1d1+1", "'\uff1d1+1"),
            ("Lunch;=HYPERLINK(1)", "Lunch;'=HYPERLINK(1)"),
            ("Lunch; +1|-2", "Lunch;' +1|'-2"),
        ],
    )
    def test_has_an_apostrophe_before_what_would_run(self, text: str, cell: str) -> None:
        assert sheet.as_text(text) == cell

    def test_of_a_month_without_movement_is_its_head(self, home: Household) -> None:
        assert rows(download(home.meera, "csv", month="2020-02")) == []


class TestADocument:
    def test_is_a_pdf_that_says_what_the_books_say(self, home: Household) -> None:
        seal_all()
        answer = download(home.meera, "pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Cache-Control"] == "no-store"
        assert answer.content.startswith(b"%PDF-1.")
        assert answer.content.rstrip().endswith(b"%%EOF")
        assert re.findall(rb"/Type /Pages|/Count (\d+)", answer.content).count(b"1") == 1
        assert b"Account statement" not in answer.content  # it is compressed

    def test_is_written_before_anything_is_sealed_and_of_nothing(self, home: Household) -> None:
        assert download(home.meera, "pdf").status_code == 200
        assert download(home.meera, "pdf", month="2020-02").status_code == 200

    def test_gives_up_when_it_takes_too_long(self, home: Household) -> None:
        made = whole_of(home.meera)
        lines = list(told(queries.lines(made, deadline=Deadline())))
        with pytest.raises(StatementSlow):
            pdf.document(
                made,
                lines,
                proof=None,
                issued=utc_now(),
                pause=Deadline(seconds=-1).check,
            )

    @pytest.mark.parametrize(
        ("minor", "unit", "text"),
        [
            (0, "INR", "₹0.00"),
            (99_999, "INR", "₹999.99"),
            (1_00_000, "INR", "₹1,000.00"),
            (1_23_45_67_890, "INR", "₹1,23,45,678.90"),
            (-5, "INR", "\u2212₹0.05"),
            (12_345, "COIN", "12,345 COIN"),
        ],
    )
    def test_writes_amounts_as_its_readers_do(self, minor: int, unit: str, text: str) -> None:
        assert shown(minor, unit) == text
