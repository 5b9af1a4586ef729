"""Pushes to a phone that nobody is looking at. docs/live.md."""
