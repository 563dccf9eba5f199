"""What a person or a test tells the sandbox itself: only the way to say that an order makes no sense."""


class BadOrder(Exception):
    """The order makes no sense. The sentence says why; nothing was changed."""
