"""Goals: pots that a teen saves into, and the plans that fill them."""
