"""
The last defence of the logs: takes secrets and personal data out of a line before it is written.

The first defence is that nobody logs them. This one knows the secrets of the configuration, the
names of fields that hold some, and the shapes of tokens, keys, mail and card numbers. Pure; used by
`logs.py` only.
"""

import re
from collections import deque
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

MASK = "***"
SHORTEST_SECRET = 6  # a shorter one would mask ordinary words
MOST_PASSING = 100
SUSPICIOUS_FIELD = re.compile(
    r"(^|_)(secret|password|passwd|token|authorization|cookie|credentials?|private_key|api_key|signature)(_|$)",
    re.IGNORECASE,
)
SHAPES = (
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(-----END [A-Z ]+-----|$)", re.DOTALL), MASK),
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {MASK}"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"), MASK),  # a JSON web token
    (re.compile(r"\bya29\.[\w-]{8,}"), MASK),  # a Google access token
    # Any mail address but a service account's, which people need in order to share with it.
    (re.compile(r"[\w.+%-]+@(?![\w.-]*\.gserviceaccount\.com\b)[\w-]+(\.[\w-]+)+"), "***@***"),
    # A card number: four groups of four, 4-6-5, or at a stretch. Run ids and dates look different.
    (
        re.compile(
            r"(?<![\w.-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}|\d{15,16})(?![\w-]|\.\d)"
        ),
        MASK,
    ),
)


class Masking:
    """A structlog processor; register the configuration's secrets once they are known."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: tuple[str, ...] = ()
        self._passing: deque[str] = deque(maxlen=MOST_PASSING)
        self.register(secrets)

    def __repr__(self) -> str:
        return f"<Masking of {len(self._secrets)} secrets>"

    def register(self, secrets: Iterable[str]) -> None:
        """Mask these texts wherever they appear, each line of them too (a key has many)."""
        parts = {part.strip() for secret in secrets for part in (secret, *secret.splitlines())}
        known = parts.union(self._secrets)
        # The longest first, so that no tail of one is left where a shorter one was its beginning.
        self._secrets = tuple(sorted((p for p in known if len(p) >= SHORTEST_SECRET), key=len, reverse=True))

    def register_passing(self, secret: str) -> None:
        """Mask a text whose place another takes before long, such as a token of an hour; old ones go."""
        if len(secret) >= SHORTEST_SECRET and secret not in self._passing:
            self._passing.append(secret)

    def __call__(
        self, logger: object, method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Mask one log line, however deep its fields are."""
        del logger, method
        return {key: self._masked(value, key) for key, value in event.items()}

    def text(self, text: str) -> str:
        """Return a text without what must not be seen."""
        for secret in (*self._secrets, *self._passing):
            text = text.replace(secret, MASK)
        for shape, replacement in SHAPES:
            text = shape.sub(replacement, text)
        return text

    def _masked(self, value: Any, field: str = "") -> Any:
        if value is not None and SUSPICIOUS_FIELD.search(field):
            return MASK
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self._masked(item, str(key)) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._masked(item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self.text(str(value))
