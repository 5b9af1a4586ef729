"""What a field lets in, and under which form."""

import pytest
from rest_framework.exceptions import ValidationError

from tuppence.edge.fields import SafeText


class TestALineOfText:
    @pytest.mark.parametrize("text", ["Asha", "क्‍ष", "👨‍👩‍👧", "\u0301a"])
    def test_is_taken_as_it_shows(self, text: str) -> None:
        assert SafeText(max_length=20).run_validation(text) == text

    @pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\u200d\u200c", "\ufe0f", " \u200d "])
    def test_is_refused_where_nothing_is_seen(self, text: str) -> None:
        with pytest.raises(ValidationError) as refused:
            SafeText(max_length=20).run_validation(text)
        assert refused.value.get_codes() == ["blank"]  # type: ignore[comparison-overlap]

    @pytest.mark.parametrize("text", ["\u200b", "Asha\u200b", "\u3164", "A\u202eb", "a\tb"])
    def test_is_refused_where_it_hides_something(self, text: str) -> None:
        with pytest.raises(ValidationError) as refused:
            SafeText(max_length=20).run_validation(text)
        assert refused.value.get_codes() == ["unsafe"]  # type: ignore[comparison-overlap]
