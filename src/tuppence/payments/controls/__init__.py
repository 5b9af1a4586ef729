"""Controls: what a guardian lets a child pay for."""
