"""How the platform speaks HTTP: problems, bodies, fields, paging, limits. Knows no domain."""
