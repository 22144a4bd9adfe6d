"""What can stop the shop in a box, in words for the person at the terminal."""


class LocalError(Exception):
    """The shop can't start or go on; the message says why and what to do about it."""
