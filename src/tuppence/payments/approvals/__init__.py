"""Approvals: payments that wait for a guardian's yes."""
