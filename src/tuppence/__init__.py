"""Tuppence: the open-source payments platform for teenagers and their families."""

__version__ = "0.1.0"
