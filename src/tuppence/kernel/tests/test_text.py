"""What shows as what it is, and what does not."""

import unicodedata

import pytest

from tuppence.kernel.text import hides


class TestAText:
    @pytest.mark.parametrize(
        "text",
        [
            "Asha Rao",
            "मीरा क्‍ष",
            "نور",
            "Zoë",
            "Samosas 🥟",
            "👨‍👩‍👧 ❤️",
            "ﷺ",
            "a\u0301",
            "\u00a0",
            "",
        ],
    )
    def test_that_people_write_is_taken(self, text: str) -> None:
        assert not hides(text)

    @pytest.mark.parametrize(
        "hidden",
        [
            "\x00", "\x1f", "\x7f", "\x85", "\u2028", "\u2029",  # controls and ends of lines
            "\u202e", "\u2066", "\u200f", "\u061c",  # direction
            "\u200b", "\u00ad", "\u2060", "\ufeff", "\u180e",  # no room
            "\u3164", "\u115f", "\uffa0", "\u2800", "\u034f",  # as if there were nothing
            "\ud800", "\U000e0041",  # half a character, an invisible letter
        ],
    )  # fmt: skip
    def test_that_hides_something_is_not(self, hidden: str) -> None:
        for text in (hidden, f"Asha{hidden}", f"{hidden}Asha", f"As{hidden}ha"):
            assert hides(text), unicodedata.name(hidden, repr(hidden))
