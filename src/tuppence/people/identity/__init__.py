"""People, their devices and sessions: sign-up, sign-in, device signatures, the payment PIN."""
