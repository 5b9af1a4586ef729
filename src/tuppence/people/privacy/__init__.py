"""What may be collected about whom, and what a person can have of it or have forgotten."""
