"""Verbs of allowances, one a file."""
