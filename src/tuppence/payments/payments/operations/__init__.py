"""Verbs that move money, one a file. Each ends in `posting.settle`."""
