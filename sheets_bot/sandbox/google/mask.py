"""
Field masks: which parts of an answer are sent, which parts of a request are meant.

The grammar of Google's `fields` (documented): names joined by ``.`` or ``/``, several by
``,``, several below one name in brackets, ``*`` for all. Pure.
"""

import re
from typing import Any

from sheets_bot.sandbox.google.errors import ApiError
from sheets_bot.sandbox.google.shapes import SHAPES

Tree = dict[str, Any]
"""A mask: each name with the mask below it; an empty mask below means all of it."""

ALL: Tree = {}
_TOKEN = re.compile(r"[A-Za-z0-9_$]+|[*.,/()]")


def parse_mask(text: str) -> Tree:
    """
    Return the tree of a mask; an empty text or ``*`` means everything.

    Raises:
        ApiError: 400 when the text is not a mask.
    """
    compact = re.sub(r"\s+", "", text)
    tokens = _TOKEN.findall(compact)
    if "".join(tokens) != compact:
        raise bad_mask(text)
    parser = _Parser(tokens, text)
    tree = parser.paths() if tokens else {}
    if parser.tokens:
        raise bad_mask(text)
    return tree


def bad_mask(path: str) -> ApiError:
    """Return the 400 of a mask that names no field (wording as reported, unverified)."""
    description = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    violation = {"field": path, "description": description}
    return ApiError(
        400,
        "Request contains an invalid argument.",
        details=[{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}],
    )


def require_known(tree: Tree, message: str, path: str = "") -> None:
    """
    Refuse a mask that names what an answer does not have.

    Args:
        tree: The mask.
        message: The message that it cuts down, a name in `SHAPES`.
        path: Where that message stands, for the error.

    Raises:
        ApiError: 400 that names the path.
    """
    shape = SHAPES.get(message)
    if shape is None:
        return
    for name, inner in tree.items():
        here = f"{path}.{name}" if path else name
        if name != "*" and name not in shape:
            raise bad_mask(here)
        if name != "*":
            require_known(inner, shape[name].lstrip("+*"), here)


def asks_for(tree: Tree, *path: str) -> bool:
    """True when the mask wants any of what lies at that path."""
    for name in path:
        if not tree or "*" in tree:
            return True
        if name not in tree:
            return False
        tree = tree[name]
    return True


def below(tree: Tree, *path: str) -> Tree:
    """Return the mask below a path; everything where it does not name the path down to there."""
    for name in path:
        if name not in tree:
            return ALL
        tree = tree[name]
    return tree


def project(value: Any, tree: Tree) -> Any:
    """Return what a mask leaves of a JSON value; an object stays, empty when nothing is left."""
    if not tree:
        return value
    if isinstance(value, list):
        return [project(entry, tree) for entry in value]
    if not isinstance(value, dict):
        return value
    if "*" not in tree:
        return {
            name: project(value[name], inner) if inner else value[name]
            for name, inner in tree.items()
            if name in value
        }
    every: Tree = tree["*"]
    return {name: project(entry, tree.get(name, every)) for name, entry in value.items()}


class _Parser:
    def __init__(self, tokens: list[str], text: str) -> None:
        self.tokens = tokens[::-1]
        self._text = text

    def paths(self) -> Tree:
        """Read paths up to the closing bracket or the end."""
        tree: Tree = {}
        while True:
            self._path(tree)
            if not self.tokens or self.tokens[-1] != ",":
                return tree
            self.tokens.pop()

    def _path(self, tree: Tree) -> None:
        path = [self._name()]
        while self.tokens and self.tokens[-1] in "./":
            self.tokens.pop()
            path.append(self._name())
        below = ALL
        if self.tokens and self.tokens[-1] == "(":
            self.tokens.pop()
            below = self.paths()
            if not self.tokens or self.tokens.pop() != ")":
                raise bad_mask(self._text)
        for name in reversed(path):
            below = {name: below}
        _merge(tree, below)

    def _name(self) -> str:
        if not self.tokens or self.tokens[-1] in set(".,/()"):
            raise bad_mask(self._text)
        return self.tokens.pop()


def _merge(tree: Tree, other: Tree) -> None:
    for name, below in other.items():
        if name not in tree:
            tree[name] = below
        elif tree[name] and below:
            _merge(tree[name], below)
        else:
            tree[name] = ALL
