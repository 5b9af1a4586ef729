"""Replays: what a month would have been under other controls. Reads alone: it keeps nothing."""
