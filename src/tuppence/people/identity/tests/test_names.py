"""How little a stranger reads of a name."""

import pytest

from tuppence.people.identity.names import acting, looked_up


class TestSomebodyWhoIsLookedUp:
    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("Meera Rao", "Meera"),
            ("Asha", "Asha"),
            ("  Ravi   Kumar Rao ", "Ravi"),
            ("मीरा राव", "मीरा"),
            ("", ""),
        ],
    )
    def test_is_a_first_name_and_to_their_family_all_of_it(self, name: str, told: str) -> None:
        assert looked_up(name, by_family=False) == told
        assert looked_up(name, by_family=True) == name


class TestSomebodyWhoPaysOrAsks:
    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("Ravi Kumar Rao", "Ravi R."),
            ("Asha", "Asha"),
            ("रवि कुमार", "रवि कु."),
            ("", ""),
        ],
    )
    def test_shows_a_letter_more(self, name: str, told: str) -> None:
        assert acting(name, is_minor=False, towards_family=False) == told

    def test_shows_no_letter_more_before_they_are_grown_up(self) -> None:
        assert acting("Meera Rao", is_minor=True, towards_family=False) == "Meera"

    @pytest.mark.parametrize("is_minor", [True, False])
    def test_is_called_as_ever_by_their_family(self, is_minor: bool) -> None:
        assert acting("Meera Rao", is_minor=is_minor, towards_family=True) == "Meera Rao"
