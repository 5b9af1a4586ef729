"""A day in the life of the demo family, played against the running platform and told as it goes."""
