"""
Templates of letters: checked before they are used, and filled with facts. The only importer of Jinja.

A template may hold places and conditions, and nothing else: ``{{ first_name }}``, ``{% if tracking %}``,
comparisons, and, or, not, and a few filters that change letters. Loops, calls, attributes, indexes, sums
and imports are refused while it is read, before a line of it runs. So its text can be no longer than the
template with each place filled, and it ends after one pass, whatever a person typed; Jinja's own sandbox
stands behind that.
"""

from collections.abc import Mapping
from functools import lru_cache
from re import sub

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_CHARACTERS = 10_000
"""Of a template, and of a letter made of it (ours). More than any letter; less than a cell holds."""
FILTERS = ("capitalize", "lower", "title", "trim", "upper")

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
)  # fmt: skip
_WORDS = {
    nodes.For: "a loop",
    nodes.Call: "a call",
    nodes.Getattr: "a dot behind a name",
    nodes.Getitem: "brackets behind a name",
    nodes.Assign: "a set",
    nodes.Macro: "a macro",
    nodes.Test: "a test with is",
}
# What deep nesting or huge numbers raise, in Jinja's parser or in Python's compiler.
_BEYOND = (TemplateError, RecursionError, SyntaxError, MemoryError, ValueError, OverflowError, TypeError)

Facts = Mapping[str, str | bool]
"""What fills a template, by name. Unknown is ``""`` or False, never a missing name."""


class BrokenTemplate(ValueError):
    """A template that cannot be used; the message says line and reason, in words for people."""


_environment = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
)
_environment.globals.clear()
_environment.filters = {name: _environment.filters[name] for name in FILTERS}


def check_template(text: str, names: frozenset[str]) -> None:
    """
    Refuse a template that could not be filled with facts of some *names*.

    Raises:
        BrokenTemplate: It is too long, cannot be read, holds what is not allowed, or asks for another name.
    """
    _compiled(text, names)


@lru_cache(maxsize=512)
def names_in(text: str) -> frozenset[str]:
    """Return the names that a template asks for; none of one that cannot be read."""
    try:
        return frozenset(meta.find_undeclared_variables(_tree(text)))
    except (BrokenTemplate, *_BEYOND):
        return frozenset()


def fill(text: str, facts: Facts) -> str:
    """
    Return a letter: the template with its places filled, blanks that fell open closed.

    Raises:
        BrokenTemplate: As `check_template`, or the letter would be too long.
    """
    letter = _closed(_compiled(text, frozenset(facts))(facts))
    if len(letter) > MOST_CHARACTERS:
        raise BrokenTemplate(
            f"The letter would have {len(letter)} characters; {MOST_CHARACTERS} are the most."
        )
    return letter


class _Compiled:
    """A checked template, ready to be filled many times."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        try:
            _check_nodes(_tree(text), names)
            self._template = _environment.from_string(text)
        except BrokenTemplate:
            raise
        except _BEYOND as error:
            raise BrokenTemplate(f"It cannot be used: {_first_line(error)}") from error

    def __call__(self, facts: Facts) -> str:
        try:
            return self._template.render(facts)
        except _BEYOND as error:
            raise BrokenTemplate(f"It cannot be filled: {_first_line(error)}") from error


@lru_cache(maxsize=512)
def _compiled(text: str, names: frozenset[str]) -> _Compiled:
    return _Compiled(text, names)


@lru_cache(maxsize=512)
def _tree(text: str) -> nodes.Template:
    if len(text) > MOST_CHARACTERS:
        raise BrokenTemplate(f"It has {len(text)} characters; {MOST_CHARACTERS} are the most.")
    try:
        return _environment.parse(text)
    except TemplateSyntaxError as error:
        raise BrokenTemplate(f"Line {error.lineno}: {_first_line(error)}") from error
    except _BEYOND as error:
        raise BrokenTemplate(f"It cannot be read: {_first_line(error)}") from error


def _check_nodes(tree: nodes.Template, names: frozenset[str]) -> None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            what = next((words for kind, words in _WORDS.items() if isinstance(node, kind)), "something")
            raise BrokenTemplate(
                f"Line {node.lineno}: {what} is not allowed. Use names in {{{{ }}}} and {{% if %}} only."
            )
        if isinstance(node, nodes.Filter):
            _check_filter(node)
        if isinstance(node, nodes.Name) and node.name not in names:
            known = ", ".join(sorted(names))
            raise BrokenTemplate(f"Line {node.lineno}: there is no {node.name!r}. There are: {known}.")


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS or node.args or node.kwargs:
        known = ", ".join(FILTERS)
        raise BrokenTemplate(f"Line {node.lineno}: |{node.name} is not allowed here. There are: {known}.")


def _first_line(error: BaseException) -> str:
    told = (str(error) or type(error).__name__).splitlines()[0][:200]
    return told if told.endswith(".") else f"{told}."


def _closed(letter: str) -> str:
    """Close the gaps where a sentence fell away: blanks, empty lines, blanks before marks."""
    lines = [sub(r"[ \t]+", " ", line).strip() for line in letter.splitlines()]
    return sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
