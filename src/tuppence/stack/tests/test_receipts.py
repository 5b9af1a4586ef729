"""A receipt on the command line."""

import json
from pathlib import Path

import pytest

from tuppence.seal import keys
from tuppence.seal.tests.sealing import Paid
from tuppence.stack import receipts

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(db: None) -> Paid:
    return Paid()


class TestTheCommand:
    def test_says_what_is_proven(
        self, paid: Paid, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "receipt.json"
        file.write_text(json.dumps(paid.receipt(paid.teen)))
        for key in (None, keys.trusted()[0].text):
            receipts.verify(file, key=key)
            assert '"amount": 13' in capsys.readouterr().out

    @pytest.mark.parametrize("text", ["", "{}", "[]", "7", '{"format": "tuppence/receipt/1"}'])
    def test_refuses_what_is_no_receipt(self, paid: Paid, tmp_path: Path, text: str) -> None:
        file = tmp_path / "receipt.json"
        file.write_text(text)
        with pytest.raises(receipts.ReceiptRefused):
            receipts.verify(file, key=None)
