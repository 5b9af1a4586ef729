"""How the platform speaks HTTP: problem answers, bodies, fields, paging, limits. Knows no domain."""
