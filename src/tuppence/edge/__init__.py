"""How the platform speaks HTTP: problems, ids, limits, paging, idempotency. Knows no domain."""
