"""
Colours in their two forms: ``backgroundColor`` and ``backgroundColorStyle``.

The API takes either, lets the newer form win, and answers both (documented); parts of a
colour that are 0 are left out (cassette). A theme colour has no older form here. Pure.
"""

from typing import Any

from sheets_bot.sandbox.google.mask import Tree

_PARTS = {"red", "green", "blue", "alpha"}
_INSIDE_A_STYLE = {"rgbColor", "themeColor"}


def with_both_forms(value: Any) -> Any:
    """Return JSON in which each colour that has two forms is there in both."""
    if isinstance(value, list):
        return [with_both_forms(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if value and value.keys() <= _PARTS:
        return {name: part for name, part in value.items() if part}
    filled = {name: with_both_forms(entry) for name, entry in value.items()}
    for old in {name.removesuffix("Style") for name in value if _is_colour(name)}:
        style = filled.get(f"{old}Style")
        if style is None:
            filled[f"{old}Style"] = {"rgbColor": filled[old]}
        elif "rgbColor" in style:
            filled[old] = style["rgbColor"]
    return filled


def in_bytes(colour: dict[str, float]) -> dict[str, float]:
    """
    Return a colour as a tab keeps it: each part cut to a byte, answered as a float of 32 bits.

    0.5 comes back as 0.49803922, which is 127 / 255 (cassette). For other colours unverified.
    """
    return {name: float(f"{int(part * 255) / 255:.8g}") for name, part in colour.items()}


def with_both_named(tree: Tree) -> Tree:
    """Return a mask that names both forms of each colour of which it names one."""
    named: Tree = {}
    for name, below in tree.items():
        named[name] = with_both_named(below)
        if _is_colour(name):
            named[name] = {}
            named[name.removesuffix("Style") if name.endswith("Style") else f"{name}Style"] = {}
    return named


def _is_colour(name: str) -> bool:
    return name not in _INSIDE_A_STYLE and name.removesuffix("Style").lower().endswith("color")
