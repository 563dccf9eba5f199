"""
Formulas as text: cut into tokens, and read into a small tree.

A tree is a tuple whose first entry names it: ``("number", 1.5)``, ``("text", "a")``,
``("bool", True)``, ``("range", "Sheet1!A1:B2")``, ``("call", "SUM", [trees])``,
``("unary", "-", tree)``, ``("binary", "+", left, right)``. Pure; `formulas.py` works it out.
"""

import re
from typing import Any

Tree = tuple[Any, ...]

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<range>(?:(?:'(?:[^']|'')*'|[^\W\d][\w.]*)!)?\$?(?:[A-Za-z]{1,3}\$?[1-9]\d*(?::\$?[A-Za-z]{1,3}"
    r"(?:\$?[1-9]\d*)?)?|[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|[1-9]\d*:\$?[1-9]\d*)(?![\w(]))"
    r"|(?P<number>\d+(?:DECIMAL\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<call>[A-Za-z_][A-Za-z0-9_.]*)\s*(?=\()"
    r"|(?P<name>[^\W\d][\w.]*)"
    r"|(?P<mark><>|<=|>=|[-+*/^&=<>%(),;])"
    r")"
)
_LEVELS = ({"=", "<>", "<", ">", "<=", ">="}, {"&"}, {"+", "-"}, {"*", "/"}, {"^"})
"""Operators, those that bind least first (documented)."""


class NotAFormula(ValueError):
    """The text cannot be read; the cell shows ``#ERROR!``."""


def read_formula(text: str, decimal: str) -> Tree:
    """
    Return the tree of a formula.

    Args:
        text: With its equals sign.
        decimal: The locale's decimal sign; with a comma, arguments are parted by ``;``.

    Raises:
        NotAFormula: The text cannot be read.
    """
    pattern = re.compile(_TOKEN.pattern.replace("DECIMAL", re.escape(decimal)))
    tokens, at = [], 1
    body = text.rstrip()
    while at < len(body):
        found = pattern.match(body, at)
        if found is None:
            raise NotAFormula(text)
        tokens.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
        at = found.end()
    reader = _Reader(tokens, decimal, {";"} if decimal == "," else {",", ";"})
    tree = reader.expression(0)
    if reader.tokens:
        raise NotAFormula(text)
    return tree


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]], decimal: str, separators: set[str]) -> None:
        self.tokens = tokens[::-1]
        self._decimal = decimal
        self._separators = separators

    def expression(self, level: int) -> Tree:
        """Read what binds at least as tightly as a level."""
        if level == len(_LEVELS):
            return self._unary()
        left = self.expression(level + 1)
        while self.tokens and self.tokens[-1][0] == "mark" and self.tokens[-1][1] in _LEVELS[level]:
            _kind, operator = self.tokens.pop()
            left = ("binary", operator, left, self.expression(level + 1))
        return left

    def _unary(self) -> Tree:
        if self.tokens and self.tokens[-1] in {("mark", "-"), ("mark", "+")}:
            return ("unary", self.tokens.pop()[1], self._unary())
        tree = self._single()
        while self.tokens and self.tokens[-1] == ("mark", "%"):
            self.tokens.pop()
            tree = ("binary", "/", tree, ("number", 100))
        return tree

    def _single(self) -> Tree:
        if not self.tokens:
            raise NotAFormula
        kind, text = self.tokens.pop()
        if kind == "text":
            return ("text", text[1:-1].replace('""', '"'))
        if kind == "number":
            return ("number", float(text.replace(self._decimal, ".")))
        if kind == "name" and text.upper() in {"TRUE", "FALSE"}:
            return ("bool", text.upper() == "TRUE")
        if kind in {"range", "name"}:
            return ("range", text.replace("$", ""))
        if kind == "call":
            return ("call", text.upper(), self._arguments())
        if text == "(":
            tree = self.expression(0)
            self._expect(")")
            return tree
        raise NotAFormula

    def _arguments(self) -> list[Tree]:
        self._expect("(")
        arguments: list[Tree] = []
        if self.tokens and self.tokens[-1] == ("mark", ")"):
            self.tokens.pop()
            return arguments
        while True:
            arguments.append(self.expression(0))
            if self.tokens and self.tokens[-1][1] in self._separators:
                self.tokens.pop()
                continue
            self._expect(")")
            return arguments

    def _expect(self, mark: str) -> None:
        if not self.tokens or self.tokens.pop() != ("mark", mark):
            raise NotAFormula
