"""
The typeface of our documents, and any text made fit for it.

Roboto is embedded: Latin, Greek and Cyrillic with all accents. What it cannot
show is replaced by a lozenge, visibly, and never by something that looks right. Control characters and
marks that turn the direction of text are taken out: what is read must be what stands there.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import as_file, files
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "Roboto", "Roboto-Bold"
LOZENGE = "◊"
"""Stands for a character that the typeface does not have."""

FILES = {PLAIN: "Roboto-Regular.ttf", BOLD: "Roboto-Bold.ttf"}
"""In the package font_roboto."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LINK = re.compile(r"""(?:\b[a-z][a-z0-9+.-]{1,12}://|\bwww\.)[^\s"'<>()\[\]]+""", re.IGNORECASE)


@cache
def load_typeface() -> frozenset[int]:
    """Make the typeface known to reportlab, once, and return the characters that both weights have."""
    known: set[int] | None = None
    for name, file in FILES.items():
        with as_file(files("font_roboto").joinpath("files", file)) as path:
            font = TTFont(name, str(path))
        pdfmetrics.registerFont(font)
        glyphs = set(font.face.charToGlyph)
        known = glyphs if known is None else known & glyphs
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    return frozenset(known or ())


def plain(text: str) -> str:
    """Return text that the typeface can show, lines kept; addresses of pages are left out: banks print."""
    known = load_typeface()
    whole = _LINK.sub("(link left out)", unicodedata.normalize("NFC", text))
    return "".join(_shown(letter, known) for letter in whole)


def marked(text: str) -> str:
    """Return `plain` text for reportlab's paragraphs, with nothing in it that they take for a mark."""
    return escape(plain(text))


def _shown(letter: str, known: frozenset[int]) -> str:
    if letter == "\n" or (letter.isprintable() and ord(letter) in known):
        return letter
    kind = unicodedata.category(letter)
    if letter.isspace():
        return " "
    return LOZENGE if kind not in _INVISIBLE or kind in {"Cs", "Co", "Cn"} else ""
