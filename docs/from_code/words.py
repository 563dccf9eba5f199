"""
The words that people choose from and run into: root causes, and what no text may say.
"""

from collections.abc import Iterator
from itertools import groupby

from from_code.markdown import code, plain, table
from sheets_bot.domain.causes.cause import causes
from sheets_bot.domain.lint.finding import Audience
from sheets_bot.domain.lint.rule_book import WordRule, word_rules

CAUSES = """\
# Every root cause

What can stand under *Root cause* and *Suggested cause*. The code is what is counted, so it is the same
everywhere. `unknown` is a fair answer: it is counted, never replaced by a likely one."""

TEXT_RULES = """\
# What no text may say

Every text that would go out is read first, yours as well as the draft. What is wrong stands under *Text
check*, with the words in question, and while something stands there nothing goes out. Beside these rules, a
text must be there, short enough, without a place that was left to fill in and without anything of a
formula; amounts, dates and tracking numbers in it must be known; and nothing personal may stand in what
everybody reads. Only *Your sentence* in `Evidence` may state what the bot does not know; all that is not
about facts holds for it too."""

READERS = {
    Audience.PUBLIC: "the public",
    Audience.REVIEWER: "a reviewer",
    Audience.CUSTOMER: "a customer, by mail",
    Audience.PAYPAL_BUYER: "a buyer, in a case at PayPal",
    Audience.PLATFORM: "PayPal or a bank",
}


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of root causes and that of rules about texts."""
    yield "causes", _causes()
    yield "text_rules", _text_rules()


def _causes() -> str:
    parts = [CAUSES]
    for group, found in groupby(causes().values(), key=lambda cause: cause.group):
        rows = [
            (
                f"**{code(cause.code)}**",
                plain(cause.words),
                cause.controllable or "nobody can say",
                plain(cause.lever),
            )
            for cause in found
        ]
        parts += [
            f"## {group.capitalize()}",
            table(("code", "in words", "in our hands", "who can do something"), rows),
        ]
    return "\n\n".join(parts) + "\n"


def _text_rules() -> str:
    rows = [(f"**{plain(rule.title)}**", plain(rule.change), _readers(rule)) for rule in word_rules()]
    return f"{TEXT_RULES}\n\n{table(('rule', 'what to do', 'holds for texts to'), rows)}"


def _readers(rule: WordRule) -> str:
    if rule.audiences == frozenset(Audience):
        return "everybody"
    return ", ".join(READERS[audience] for audience in Audience if audience in rule.audiences)
