"""Signed notes as others write and read them.

Vector: the note by "PeterNeumann" in the tests of golang.org/x/mod/sumdb/note, which C2SP's
signed-note describes.
"""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuppence.seal.note import (
    Checkpoint,
    NoteInvalid,
    Signer,
    VerifierKey,
    key_from,
    opened,
    signed_text,
)

KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
NOTE = f"{TEXT}\n\u2014 PeterNeumann {SIGNATURE}\n"

OURS = Signer(name="tuppence.test/ledger", seed=bytes(range(32)))
CHECKPOINT = Checkpoint("tuppence.test/ledger", 7, bytes(32))


class TestThePublishedNote:
    def test_is_what_we_would_write(self) -> None:
        signer = Signer(name="PeterNeumann", seed=SEED)
        assert signer.key.text == KEY
        assert signer.sign(TEXT) == NOTE

    def test_is_read(self) -> None:
        assert signed_text(NOTE, [key_from(KEY)]) == (TEXT, key_from(KEY))


class TestACheckpoint:
    def test_is_three_lines(self) -> None:
        note = OURS.sign(CHECKPOINT.text)
        assert note.startswith(
            f"tuppence.test/ledger\n7\n{'A' * 43}=\n\n\u2014 tuppence.test/ledger "
        )
        assert opened(note, [OURS.key]) == CHECKPOINT

    def test_may_have_signatures_by_others(self) -> None:
        note = OURS.sign(CHECKPOINT.text)
        witness = Signer(name="witness.test/w1", seed=bytes(32)).sign(CHECKPOINT.text)
        both = note + witness.rpartition("\n\n")[2]
        assert opened(both, [OURS.key]) == CHECKPOINT

    def test_is_of_the_log_that_signs_it(self) -> None:
        note = OURS.sign(Checkpoint("elsewhere.test", 7, bytes(32)).text)
        with pytest.raises(NoteInvalid, match="another log"):
            opened(note, [OURS.key])

    def test_is_not_believed_of_an_unknown_key(self) -> None:
        other = Signer(name=OURS.key.name, seed=bytes(32))
        with pytest.raises(NoteInvalid, match="no signature by a key that is trusted"):
            opened(other.sign(CHECKPOINT.text), [OURS.key])

    @pytest.mark.parametrize("size", ["07", "-1", "", "7 ", "\u0667"])
    def test_has_one_way_to_write_its_size(self, size: str) -> None:
        note = OURS.sign(f"{OURS.key.name}\n{size}\n{'A' * 43}=\n")
        with pytest.raises(NoteInvalid, match="not a checkpoint"):
            opened(note, [OURS.key])

    @given(st.integers(0, len(OURS.sign(CHECKPOINT.text).encode()) * 8 - 1))
    def test_has_no_bit_to_spare(self, bit: int) -> None:
        raw = bytearray(OURS.sign(CHECKPOINT.text).encode())
        raw[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NoteInvalid):
            opened(raw.decode("utf-8", "replace"), [OURS.key])


class TestAKey:
    def test_is_written_as_others_read_it(self) -> None:
        assert key_from(OURS.key.text) == OURS.key

    @given(st.integers(0, len(KEY) * 8 - 1))
    def test_has_no_bit_to_spare(self, bit: int) -> None:
        raw = bytearray(KEY.encode())
        raw[bit // 8] ^= 1 << bit % 8
        with pytest.raises(NoteInvalid):
            key_from(raw.decode("utf-8", "replace"))

    def test_of_another_name_has_another_id(self) -> None:
        assert VerifierKey("a", OURS.key.public).id != VerifierKey("b", OURS.key.public).id
