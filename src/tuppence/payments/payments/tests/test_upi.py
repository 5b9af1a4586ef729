import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tuppence.kernel.money import MAX_MINOR
from tuppence.kernel.text import hides
from tuppence.payments.payments import upi
from tuppence.payments.payments.upi import UpiLink, UpiMalformed, amount_to_pay, build, parse

PAGES = UpiLink(vpa="pages@tuppence", name="Pages Bookshop")


class TestAPrintedCodeIsRead:
    @pytest.mark.parametrize(
        "text",
        [
            "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&cu=INR",
            "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop",
            "upi://pay?pa=pages%40tuppence&pn=Pages+Bookshop&cu=inr",
            "upi://pay?pa=pages@tuppence&pn=Pages Bookshop&cu=",
            "UPI://PAY?PA=PAGES@TUPPENCE&PN=Pages%20Bookshop&CU=INR",
            "Upi://Pay?pa=Pages@Tuppence&pn=Pages%20Bookshop",
            "upi:pay?pa=pages@tuppence&pn=Pages%20Bookshop",
            "upi://pay/?pa=pages@tuppence&pn=Pages%20Bookshop",
            "  upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop\r\n",
            "\ufeffupi://pay?pa=pages@tuppence&pn=Pages%20Bookshop",
            "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&",
            "upi://pay?&pa=pages@tuppence&&pn=Pages%20Bookshop&&",
            "upi://pay?pa=pages@tuppence&amp;pn=Pages%20Bookshop&amp;cu=INR",
            "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&mc=0000&tr=&tn=&am=&mam=null",
            "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&am=0",
            "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&am=0.00&mam=0",
            "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&am",
            "upi://pay?pa=pages@tuppence&pn=Pages%20Bookshop&mode=02&purpose=00&orgid=159761"
            "&mid=M1&msid=S1&mtid=T1&tid=X.1&sign=MEUCIQD/a+b==&url=https://a.example/?o=1",
        ],
    )
    def test_whichever_way_it_is_written(self, text: str) -> None:
        assert parse(text) == PAGES

    @pytest.mark.parametrize("written", ["10", "10.0", "10.00", " 10.00 "])
    def test_with_its_amount(self, written: str) -> None:
        link = parse(f"upi://pay?pa=pages@tuppence&pn=Pages&am={written}")
        assert link.amount == 10_00

    def test_with_everything_it_can_say(self) -> None:
        assert parse(
            "upi://pay?pa=Canteen.1@okaxis&pn=%E0%A4%95%E0%A5%88%E0%A4%82%E0%A4%9F%E0%A5%80%E0%A4%A8"
            "&mc=5814&tr=ORD_2026-1&tn=Two%20samosas%20%26%20tea&am=45.50&mam=20.00&cu=INR"
        ) == UpiLink(
            vpa="canteen.1@okaxis",
            name="कैंटीन",
            mcc="5814",
            reference="ORD_2026-1",
            note="Two samosas & tea",
            amount=45_50,
            minimum=20_00,
        )

    def test_with_a_bank_account_as_its_address(self) -> None:
        link = parse("upi://pay?pa=12345@HDFC0000001.ifsc.npci&pn=School")
        assert link.vpa == "12345@hdfc0000001.ifsc.npci"

    def test_with_a_note_cut_to_what_we_keep(self) -> None:
        assert parse(f"upi://pay?pa=pages@tuppence&pn=P&tn={'n' * 300}").note == "n" * upi.NOTE_MAX


START = "upi://pay?pa=pages@tuppence&pn=Pages"


class TestAMalformedCodeIsRefused:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "not_upi"),
            ("pay?pa=pages@tuppence&pn=Pages", "not_upi"),
            ("https://pay?pa=pages@tuppence&pn=Pages", "not_upi"),
            ("upi://pay/pages?pa=pages@tuppence&pn=Pages", "not_upi"),
            ("upi://mandate?pa=pages@tuppence&pn=Pages", "action_unsupported"),
            ("upi://collect?pa=pages@tuppence&pn=Pages", "action_unsupported"),
            ("upi:", "action_unsupported"),
            ("upi://pay", "payee_missing"),
            ("upi://pay?pn=Pages", "payee_missing"),
            ("upi://pay?pa=&pn=Pages", "payee_missing"),
            ("upi://pay?pa=pages&pn=Pages", "payee_malformed"),
            ("upi://pay?pa=@tuppence&pn=Pages", "payee_malformed"),
            ("upi://pay?pa=pages@&pn=Pages", "payee_malformed"),
            ("upi://pay?pa=pages@tup@pence&pn=Pages", "payee_malformed"),
            ("upi://pay?pa=pa ges@tuppence&pn=Pages", "payee_malformed"),
            ("upi://pay?pa=pag\u0435s@tuppence&pn=Pages", "payee_malformed"),  # Cyrillic
            ("upi://pay?pa=pages@tuppence", "name_missing"),
            ("upi://pay?pa=pages@tuppence&pn=%20", "name_missing"),
            (f"{START}&pa=thief@tuppence", "parameter_repeated"),
            (f"{START}&PA=thief@tuppence", "parameter_repeated"),
            (f"{START}&am=1&am=2", "parameter_repeated"),
            (f"{START}&x=1&x=1", "parameter_repeated"),
            (f"{START}&=1", "parameter_malformed"),
            (f"{START}& SONS", "parameter_malformed"),
            (f"{START}&cu=USD", "currency_unsupported"),
            (f"{START}&am=-1", "amount_malformed"),
            (f"{START}&am=10.000", "amount_malformed"),
            (f"{START}&am=1e3", "amount_malformed"),
            (f"{START}&am=1,000", "amount_malformed"),
            (f"{START}&am=.50", "amount_malformed"),
            (f"{START}&am=%2B5", "amount_malformed"),
            (f"{START}&am=NaN", "amount_malformed"),
            (f"{START}&am=१०", "amount_malformed"),
            (f"{START}&am=9999999999999999", "amount_malformed"),
            (f"{START}&am=10&mam=11", "amount_malformed"),
            (f"{START}&mc=581", "mcc_malformed"),
            (f"{START}&mc=58144", "mcc_malformed"),
            (f"{START}&tr={'a' * 36}", "reference_malformed"),
            (f"{START}&tr=a/b", "reference_malformed"),
            (f"{START}&tn=100% fun", "encoding_malformed"),
            (f"{START}&tn=%zz", "encoding_malformed"),
            (f"{START}&tn=%ff", "encoding_malformed"),
            (f"{START}&tn=%00", "characters_unsafe"),
            (f"{START}&tn=a\x00b", "characters_unsafe"),
            (f"{START}&tn=a\nb", "characters_unsafe"),
            (f"{START}&tn=\ud800", "characters_unsafe"),
            (f"{START}&tn=%E2%80%AEevil", "characters_unsafe"),
            (f"{START}&tn=a%E2%80%A8b", "characters_unsafe"),
            (f"{START}&tn={'n' * 1024}", "too_long"),
        ],
    )
    def test_with_its_reason(self, text: str, reason: str) -> None:
        with pytest.raises(UpiMalformed) as refusal:
            parse(text)
        assert refusal.value.reason == reason
        assert refusal.value.data["reason"] == reason

    @given(st.text() | st.text(alphabet="upi:/pay?&=%+ @a1.0;\x00").map(lambda t: START + t))
    @example("upi://pay?" + "&" * 1000)
    def test_and_nothing_else_is_ever_raised(self, text: str) -> None:
        try:
            link = parse(text)
        except UpiMalformed:
            return
        assert len(build(link)) >= len(START)


def words(limit: int) -> st.SearchStrategy[str]:
    """Text as people write it, already the way reading leaves it (trimmed, NFC)."""
    safe = st.characters(exclude_categories=["Cc", "Cs", "Cf", "Cn", "Zl", "Zp"])
    return (
        st.text(safe, min_size=1, max_size=limit // 4)
        .map(lambda text: unicodedata.normalize("NFC", text.strip())[:limit].strip())
        .filter(lambda text: text and not hides(text))
    )


REFERENCES = st.from_regex(r"[A-Za-z0-9_-]{1,35}", fullmatch=True)
AMOUNTS = st.integers(min_value=1, max_value=MAX_MINOR)
LINKS = st.builds(
    UpiLink,
    vpa=st.from_regex(r"[a-z0-9._-]{2,40}@[a-z][a-z0-9]{1,20}", fullmatch=True),
    name=words(60),
    amount=st.none() | AMOUNTS,
    mcc=st.none() | st.from_regex(r"[0-9]{4}", fullmatch=True).filter(lambda mcc: mcc != "0000"),
    reference=st.none() | REFERENCES,
    note=st.none() | words(60),
).filter(lambda link: len(build(link)) <= upi.MAX_LENGTH)


@given(LINKS)
def test_what_is_printed_is_what_is_read(link: UpiLink) -> None:
    assert parse(build(link)) == link


class TestTheAmountToPay:
    def test_is_the_payers_on_a_static_code(self) -> None:
        assert amount_to_pay(PAGES, asked=500) == 500

    def test_is_the_codes_when_the_payer_says_none(self) -> None:
        assert amount_to_pay(UpiLink(vpa="a@b", name="A", amount=700), asked=None) == 700

    def test_must_be_said_by_one_of_them(self) -> None:
        with pytest.raises(upi.AmountMissing):
            amount_to_pay(PAGES, asked=None)

    @pytest.mark.parametrize("asked", [1, 699, 701])
    def test_cannot_differ_from_a_fixed_one(self, asked: int) -> None:
        with pytest.raises(upi.UpiAmountFixed) as refusal:
            amount_to_pay(UpiLink(vpa="a@b", name="A", amount=700), asked=asked)
        assert refusal.value.data == {"fixed": 700, "minimum": None}

    @pytest.mark.parametrize(
        ("asked", "allowed"), [(199, False), (200, True), (700, True), (701, False)]
    )
    def test_can_be_less_down_to_the_codes_minimum(self, asked: int, allowed: bool) -> None:
        link = UpiLink(vpa="a@b", name="A", amount=700, minimum=200)
        if allowed:
            assert amount_to_pay(link, asked=asked) == asked
        else:
            with pytest.raises(upi.UpiAmountFixed):
                amount_to_pay(link, asked=asked)

    def test_is_at_least_the_minimum_of_a_code_without_an_amount(self) -> None:
        link = UpiLink(vpa="a@b", name="A", minimum=200)
        assert amount_to_pay(link, asked=5_000) == 5_000
        with pytest.raises(upi.UpiAmountFixed):
            amount_to_pay(link, asked=199)
