"""Numbers with a legal or protocol origin: one table, each row with its source and the day that it
was looked up. `table` reads and checks it, `rows` says what each row means, policy.toml has them.
"""
