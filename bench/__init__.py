"""Workloads and their yardstick: `make bench`. Speed is a ratio to pgbench on the same server."""
