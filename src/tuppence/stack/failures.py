"""What stops the stack, said to the person at the keyboard."""


class StackFailed(Exception):
    """The platform, or a part of it, cannot run; the message says why and what to do next."""
