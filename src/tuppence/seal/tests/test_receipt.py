"""A receipt proves what it shows, to whoever has the key, and shows nobody the other side."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuppence.ledger.journals import Transfer
from tuppence.ledger.tests.books import post_one
from tuppence.seal import keys
from tuppence.seal.note import Signer
from tuppence.seal.queries import NotSealedYet
from tuppence.seal.receipt import ReceiptWrong, verify
from tuppence.seal.tests.sealing import Paid, seal_all

SCRIPT = Path(__file__).parents[4] / "tools" / "verify_receipt.py"

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(db: None) -> Paid:
    return Paid()


def shown(receipt: dict[str, Any]) -> dict[str, dict[str, Any]]:
    _, parts = verify(receipt, keys.trusted())
    return {part["part"]: part for part in parts}


class TestAReceipt:
    def test_shows_the_payer_their_side(self, paid: Paid) -> None:
        told = shown(paid.receipt(paid.teen, asked=True))
        assert told.keys() == {"journal", "claim", "transfer", "debit"}
        assert told["journal"]["journal"] == paid.journal
        assert (told["transfer"]["amount"], told["transfer"]["unit"]) == (13, "INR")
        assert told["debit"] == {
            "part": "debit", "line": 1, "account": paid.teen, "seq": 8,
            "balance": 5000 - sum(range(7, 14)),
        }  # fmt: skip

    def test_shows_the_payee_theirs(self, paid: Paid) -> None:
        receipt = paid.receipt(paid.shop)
        assert shown(receipt).keys() == {"journal", "transfer", "credit"}
        assert len(receipt["parts"]) == 5
        assert str(5000 - sum(range(7, 14))) not in json.dumps(receipt["parts"])

    def test_shows_a_stranger_nothing_that_moved(self, paid: Paid) -> None:
        assert shown(paid.receipt()).keys() == {"journal"}

    def test_hides_the_same_part_under_different_digests(self, paid: Paid) -> None:
        """Equal balances are not seen to be equal."""
        hidden = [part["digest"] for part in paid.receipt()["parts"][1:]]
        assert len(set(hidden)) == len(hidden)

    def test_is_there_once_its_payment_is_sealed(self, paid: Paid) -> None:
        paid.journal = post_one(Transfer(paid.teen, paid.shop, 1, "INR")).journal
        with pytest.raises(NotSealedYet):
            paid.receipt(paid.teen)
        seal_all()
        assert shown(paid.receipt(paid.teen))["transfer"]["amount"] == 1

    def test_holds_after_the_tree_has_grown_and_the_key_was_changed(self, paid: Paid) -> None:
        receipt, before = paid.receipt(paid.teen), keys.trusted()
        post_one(Transfer(paid.teen, paid.shop, 1, "INR"))
        seal_all()
        other = Signer(name=keys.origin(), seed=bytes(32)).key
        assert verify(receipt, [other, *before])

    def test_of_another_key_proves_nothing(self, paid: Paid) -> None:
        other = Signer(name=keys.origin(), seed=bytes(32)).key
        with pytest.raises(ReceiptWrong, match="trusted"):
            verify(paid.receipt(paid.teen), [other])


def bent(receipt: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The receipt, altered in each of its parts."""
    changes: dict[str, Any] = {
        "the amount": lambda r: r["parts"][2].update(text=_more(r["parts"][2]["text"])),
        "a salt": lambda r: r["parts"][0].update(salt="A" * 22 + "=="),
        "a hidden part": lambda r: r["parts"][4].update(digest="A" * 43 + "="),
        "a part less": lambda r: r["parts"].pop(),
        "parts swapped": lambda r: r["parts"].reverse(),
        "the index": lambda r: r.update(index=r["index"] + 1),
        "an index beyond": lambda r: r.update(index=21),
        "the path shorter": lambda r: r["path"].pop(),
        "the path longer": lambda r: r["path"].append(r["path"][0]),
        "the path altered": lambda r: r["path"].__setitem__(0, "A" * 43 + "="),
        "the size": lambda r: r.update(checkpoint=r["checkpoint"].replace("\n21\n", "\n22\n")),
        "the name": lambda r: r.update(checkpoint="x" + r["checkpoint"]),
        "no signature": lambda r: r.update(checkpoint=r["checkpoint"].split("\n\n")[0] + "\n"),
        "another form": lambda r: r.update(format="tuppence/receipt/2"),
        "no parts": lambda r: r.pop("parts"),
        "parts of another kind": lambda r: r.update(parts=[7]),
        "an index of another kind": lambda r: r.update(index="6"),
    }
    found = {}
    for name, change in changes.items():
        found[name] = deepcopy(receipt)
        change(found[name])
    return found


def _more(text: str) -> str:
    return text.replace('"amount":13', '"amount":14')


def holds(receipt: dict[str, Any]) -> bool:
    try:
        verify(receipt, keys.trusted())
    except ReceiptWrong:
        return False
    return True


class TestAForgery:
    def test_is_found(self, paid: Paid) -> None:
        for name, forged in bent(paid.receipt(paid.teen, asked=True)).items():
            assert not holds(forged), name

    @settings(
        max_examples=60, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )  # fmt: skip
    @given(st.data())
    def test_of_any_bit_of_what_counts_is_found(self, paid: Paid, data: st.DataObject) -> None:
        receipt = paid.receipt(paid.teen)
        receipt.pop("key")
        text = json.dumps(receipt, ensure_ascii=False).encode()
        bit = data.draw(st.integers(0, len(text) * 8 - 1))
        raw = bytearray(text)
        raw[bit // 8] ^= 1 << bit % 8
        try:
            forged = json.loads(raw)
        except ValueError:
            return
        if forged != receipt:
            with pytest.raises(ReceiptWrong):
                verify(forged, keys.trusted())


class TestTheScript:
    """Another Python process that sees none of our code."""

    def run(self, file: Path, key: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "-B", str(SCRIPT), str(file), key],
            capture_output=True, text=True, check=False, cwd=file.parent, env={},
        )  # fmt: skip

    def test_is_short_and_needs_nothing_of_ours(self) -> None:
        text = SCRIPT.read_text()
        assert len(text.splitlines()) < 135
        assert "import tuppence" not in text
        assert "from tuppence" not in text

    def test_accepts_a_receipt_and_no_forgery(self, paid: Paid, tmp_path: Path) -> None:
        receipt, key = paid.receipt(paid.teen, asked=True), keys.trusted()[0].text
        file = tmp_path / "receipt.json"
        file.write_text(json.dumps(receipt))
        done = self.run(file, key)
        assert (done.returncode, done.stderr) == (0, "")
        assert '"amount":13' in done.stdout
        assert done.stdout.endswith("ok: proven by a signed tree of 21 journals\n")
        for name, forged in bent(receipt).items():
            file.write_text(json.dumps(forged))
            done = self.run(file, key)
            assert (done.returncode, done.stderr[:6]) == (1, "WRONG:"), name

    def test_believes_the_key_that_is_given(self, paid: Paid, tmp_path: Path) -> None:
        forger = Signer(name=keys.origin(), seed=bytes(32))
        receipt = paid.receipt(paid.teen)
        receipt["checkpoint"] = forger.sign(receipt["checkpoint"].rpartition("\n\n")[0] + "\n")
        receipt["key"] = forger.key.text
        file = tmp_path / "receipt.json"
        file.write_text(json.dumps(receipt))
        assert self.run(file, keys.trusted()[0].text).returncode == 1
        assert self.run(file, forger.key.text).returncode == 0
        assert self.run(file, "nonsense").returncode == 1
