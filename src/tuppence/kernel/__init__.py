"""Money, ids, errors, clock, paging, settings: pure Python that imports nothing of ours."""
