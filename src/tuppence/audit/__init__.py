"""Operators: who they are, the console they browse in, and the record of what they see and do."""
