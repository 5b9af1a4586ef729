"""What the stack itself answers over HTTP."""
