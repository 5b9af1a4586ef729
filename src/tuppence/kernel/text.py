"""Whether a text shows as what it is, to whoever reads it."""

import re
from typing import Final

HIDDEN: Final = (
    # Control characters, and what ends a line or a paragraph.
    r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
    # Marks that turn the direction of the text around them (UTR 36, 2.5; UAX 9, 2). The plain marks
    # LRM, RLM and ALM are among them: no name needs one.
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    # What takes no room or shows as nothing, so that two names look the same, or one like none:
    # soft hyphens, joiners of words, fillers, the empty Braille cell, notes between the lines.
    r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164"
    r"\ufeff\uffa0\ufff0-\ufffb"
)
"""As a class of a regular expression, of this language as of JSON Schema."""

UNSEEN: Final = r"\s\u200c\u200d\ufe00-\ufe0f"
"""What may stand in a text, as scripts of India and pictures need it, and alone is nothing."""

# Lone surrogates, and the tags (invisible letters), no JSON Schema can spell everywhere.
_HIDDEN = re.compile(f"[{HIDDEN}\ud800-\udfff\U000e0000-\U000e0fff]")


def hides(text: str) -> bool:
    """Whether a character of it does not show, or makes others show as what they are not."""
    if text.isascii() and text.isprintable():
        return False
    return _HIDDEN.search(text) is not None
