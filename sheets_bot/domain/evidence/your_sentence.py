"""
A person's own sentence in the tab `Evidence`: what is wrong with it, before it goes out.

It tells what only a person can know, such as a name under a proof of delivery or the number of an enquiry, so
it is held against none of our facts; how evidence may be worded counts for it all the same. The rules are
in `domain/lint/`.
"""

from sheets_bot.domain.lint.finding import Audience
from sheets_bot.domain.lint.lint import findings_text, lint
from sheets_bot.domain.tab_rows import TabRow, text_in


def wrong_in(sentence: str) -> str:
    """Return what must not go out in a person's sentence, one finding a line; ``""`` where it may."""
    return findings_text(lint(sentence, audience=Audience.PLATFORM, is_vouched=True)) if sentence else ""


def problem_of(row: TabRow, told: str) -> str:
    """Return what stands under `Problem`: what is wrong with a person's sentence, then what is *told*."""
    wrong = wrong_in(text_in(row, "your_sentence"))
    return "\n".join(filter(None, [wrong and f"Your sentence cannot go out: {wrong}", told]))
