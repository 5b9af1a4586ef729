"""Pure decisions about a payment: no I/O, no clock, no Django."""
