"""Verbs of asks, by who acts."""
