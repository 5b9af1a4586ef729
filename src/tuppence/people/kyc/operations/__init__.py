"""Verbs of checks and tiers, one a file."""
