"""Families: who is whose guardian, teen or young adult."""
