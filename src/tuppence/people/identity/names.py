"""What somebody outside a person's family is told of their name. Pure.

Their family reads it as it is written. Whoever looks for a phone or handle learns a first name, to
see whether it is whom they mean; and the same of everybody, as a shorter form for children alone
would tell who is one. Who pays or asks a stranger shows themselves, and a grown-up by one letter
more.
"""

import unicodedata


def looked_up(name: str, *, by_family: bool) -> str:
    """As somebody is called towards whoever looks for them."""
    return name if by_family else _words(name)[0]


def acting(name: str, *, is_minor: bool, towards_family: bool) -> str:
    """As somebody is called towards those whom they pay or ask."""
    if towards_family:
        return name
    first, *others = _words(name)
    return first if is_minor or not others else f"{first} {_first_letter(others[-1])}."


def _words(name: str) -> list[str]:
    return name.split() or [""]


def _first_letter(word: str) -> str:
    """With the marks that belong to it, as scripts of India write their vowels."""
    marks = 1
    while marks < len(word) and unicodedata.category(word[marks]).startswith("M"):
        marks += 1
    return word[:marks]
