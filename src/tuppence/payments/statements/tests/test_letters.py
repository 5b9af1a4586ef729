"""Names and notes in both scripts: written with shapes that there are, and shaped."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import ShapedStr

from tuppence.payments.statements import letters
from tuppence.payments.statements.letters import BOLD, HINDI, PLAIN
from tuppence.payments.statements.paper import LEFT, Paper

TEXTS = st.text(
    st.sampled_from(
        "Meera Rao,\u20b9120\u0930\u093e\u0935\u0915\u094d\u0937\u093f\u0902\u200d\u0bae"
    )
    | st.characters(),
    max_size=30,
)


@pytest.fixture(scope="module", autouse=True)
def _known() -> None:
    letters.make_known()


class TestAText:
    def test_is_written_with_a_type_that_has_its_letters(self) -> None:
        assert letters.runs("Meera मीरा, ₹5", PLAIN) == [
            (PLAIN, "Meera "), (HINDI, "मीरा"), (PLAIN, ", ₹5"),
        ]  # fmt: skip
        assert letters.runs("राव", BOLD) == [(HINDI, "राव")]

    def test_says_which_letters_there_are_no_shapes_for(self) -> None:
        assert letters.runs("தி \U0001f600x", PLAIN) == [(PLAIN, "? x")]

    def test_takes_no_shape_from_where_shaping_keeps_its_own(self) -> None:
        letters.shaped("क्षत्रिय", 9)
        assert letters.runs("\ue000", PLAIN) == []

    @settings(max_examples=200, deadline=None)
    @given(text=TEXTS)
    def test_whatever_it_is_can_be_drawn(self, text: str) -> None:
        file = io.BytesIO()
        paper = Paper(file, title="T", footer="F", pause=lambda: None)
        paper.text(LEFT, 700, text, font=BOLD)
        paper.text(LEFT, 600, text, right=True)
        paper.done()
        assert file.getvalue().startswith(b"%PDF-")


class TestDevanagari:
    @pytest.mark.parametrize(
        ("text", "shapes"),
        [
            ("क्ष", 1),  # three characters, one shape
            ("त्रि", 2),  # the vowel sign, and a joined letter
            ("र्म", 2),  # an r that is written above
            ("मीरा", 4),
        ],
    )
    def test_joins_letters_into_shapes(self, text: str, shapes: int) -> None:
        assert len(letters.shaped(text, 9)) == shapes

    def test_puts_the_short_i_before_its_letter(self) -> None:
        found = letters.shaped("कि", 9)
        assert isinstance(found, ShapedStr)
        assert found[1] == "क"

    def test_is_as_wide_as_it_is_drawn(self) -> None:
        joined, apart = (letters.width(text, HINDI, 9) for text in ("क्ष", "क्\u200cष"))
        assert 0 < joined < apart


class TestWhatDoesNotFit:
    def test_is_cut_between_letters_and_never_from_their_signs(self) -> None:
        assert list(letters.letters("क्षत्रिय किं")) == ["क्ष", "त्रि", "य", " ", "किं"]
        whole = "विद्यार्थी और किताबें"
        cut = {letters.fitting(whole, room, PLAIN, 9) for room in range(5, 90)}
        begun = list(letters.letters(whole))
        allowed = {"".join(begun[:n]).rstrip() + "\u2026" for n in range(len(begun))}
        assert cut <= allowed | {whole}
        assert len(cut) > 5

    @settings(max_examples=200, deadline=None)
    @given(text=TEXTS, room=st.floats(10, 200))
    def test_fits_then(self, text: str, room: float) -> None:
        assert letters.width_of_all(letters.fitting(text, room, PLAIN, 9), PLAIN, 9) <= room
