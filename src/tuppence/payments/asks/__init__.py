"""Asks: requests for money, which whoever is asked pays or declines."""
