"""Allowances: what a guardian gives a child on pay-days."""
