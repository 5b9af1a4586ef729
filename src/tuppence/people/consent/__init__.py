"""Consent: what guardians have agreed to for a child, and whether it is in force."""
