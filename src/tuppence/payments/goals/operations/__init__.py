"""Verbs of goals, a theme a file."""
