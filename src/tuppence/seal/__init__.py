"""The seal: committed journals in a Merkle tree whose root is signed, for anyone to check."""

BEAT = 10
"""Seconds between two passes of the sealer: how long a payment waits for its receipt, about."""
