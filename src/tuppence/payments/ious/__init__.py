"""IOUs: what a guardian owes a child, until the money is there."""
