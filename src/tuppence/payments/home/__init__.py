"""Home: what a person's first screen shows of them and of the children they guard."""
