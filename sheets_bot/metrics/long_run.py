"""
Whether eight weeks together are out of the ordinary, where none of them need be so by itself.

The custom of control charts is to look for eight points in a row on one side of the middle (Western
Electric, "Statistical Quality Control Handbook", 1956): a small change that stays is seen in no single week,
and of what happens less than once a week a single week says next to nothing. The middle of a few small counts
is itself chance, so here the eight weeks are held together against the twelve before them, exactly
(`domain/report/chance.py`). The one that stands out most is left out, so that one bad week is not told for
two months. Plain arithmetic, no words: `usual.py` has those.
"""

from collections.abc import Sequence

from sheets_bot.domain.report.chance import Question, Sample, Side, together

RUN_WEEKS = 8


def long_run(
    recent: Sequence[Sample], earlier: Sequence[Sample], *, is_share: bool, chance: float
) -> Side | None:
    """
    Return to which side the *recent* weeks lie, if chance alone does that more rarely than *chance*.

    None where they do not, and where there are fewer than `RUN_WEEKS` of them.
    """
    if len(recent) < RUN_WEEKS:
        return None
    before = together(earlier)
    side = Side.UP if _rate(together(recent)) > _rate(before) else Side.DOWN
    by_rate = sorted(recent, key=_rate)
    rest = together(by_rate[:-1] if side is Side.UP else by_rate[1:])
    return side if Question(rest, before, is_share, side).chance < chance else None


def _rate(sample: Sample) -> float:
    return sample.part / sample.whole if sample.whole else 0.0
