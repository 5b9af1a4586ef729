"""Chores: tasks with a reward, which a child does and a guardian approves."""
