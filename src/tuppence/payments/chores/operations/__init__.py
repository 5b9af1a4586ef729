"""Verbs of chores: set one up and end it, do a turn and decide on it, and how rewards are split."""
