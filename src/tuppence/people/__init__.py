"""Who people are, on which devices they are signed in, and who belongs to which family."""
