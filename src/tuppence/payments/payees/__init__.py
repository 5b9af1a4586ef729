"""Payees: since when one person has been paid by another."""
