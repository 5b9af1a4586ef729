"""Statements to keep: what moved in a wallet over a time, as a PDF or a table."""
