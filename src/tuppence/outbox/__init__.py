"""The outbox: facts committed with the money, and the relay that delivers them."""
