"""The ledger: the only writer of balances. See docs/money.md."""
