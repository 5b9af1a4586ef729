"""Hints to who is looking: what changed, the moment it did. docs/live.md."""
