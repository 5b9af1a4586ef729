"""The app on a person's phone, as the journeys play it."""

from tuppence.stack.phone import Phone as App
from tuppence.stack.phone import expected

__all__ = ["App", "expected"]
