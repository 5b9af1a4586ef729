"""Gifts: links by which a relative without an account gives to a goal or a wallet."""
