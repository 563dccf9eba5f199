"""
What a failure means for an act: nothing happened, it was refused, or nobody can tell yet.

The same for all platforms. Pure: the platforms' clients say whether a lost answer may hide an effect
(`NoAnswer.maybe_done`); here that becomes an Outcome, in words for people. Their own sentences are about
fetching and speak of a next run, so only those that name a way out are passed on.
"""

from datetime import datetime, timedelta

from sheets_bot.domain.acts.act import Outcome, State
from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.platforms.attempts import NoAnswer
from sheets_bot.platforms.paypal.access import NotServed as NotServedByPayPal
from sheets_bot.platforms.shopify.graphql import NotServed as NotServedByShopify
from sheets_bot.platforms.trustpilot.access import NotServed as NotServedByTrustpilot

SKEW = timedelta(minutes=2)
"""So much may a platform's clock be behind ours: what it dates after a claim less this is after it (ours)."""
GIVE_UP_AFTER = timedelta(hours=24)
"""What no platform shows for so long, and could not be done again either, a person must look for (ours)."""

_NOT_SERVED = (NotServedByPayPal, NotServedByShopify, NotServedByTrustpilot)


def after_failure(error: SheetsBotError, *, where: str) -> Outcome:
    """
    Return the Outcome of an act that ended in an error.

    Args:
        error: What the client raised; its `maybe_done`, where it has one, must be about the act alone.
        where: The platform or server, as people call it.
    """
    if isinstance(error, NoAnswer) and error.maybe_done:
        return Outcome(
            State.IN_DOUBT,
            f"{where} gave no usable answer, so it may have happened. The bot looks for it.",
        )
    if isinstance(error, TryLater):
        words = f"{where} could not be reached, so nothing has happened. The bot tries again."
        return Outcome(State.NOT_DONE, words, try_again=True)
    if isinstance(error, Misconfigured) and not _is_refusal(error):
        return Outcome(State.NOT_DONE, str(error), try_again=True)
    if isinstance(error, _NOT_SERVED):
        return Outcome(State.REFUSED, _refusal_words(error, where))
    return Outcome(State.REFUSED, str(error))


def cannot_look(error: SheetsBotError, *, where: str) -> Outcome:
    """Return the Outcome of a look at a platform that did not answer, or did not let us in."""
    if isinstance(error, Misconfigured) and not _is_refusal(error):
        return Outcome(State.IN_DOUBT, f"{where} does not let the bot look whether it happened. {error}")
    return Outcome(State.IN_DOUBT, f"{where} cannot be asked now whether it happened. The bot looks again.")


def not_found_yet(words: str, *, claimed_at: datetime, now: datetime) -> Outcome:
    """Return IN_DOUBT for a day, then UNKNOWN, where what is missing may come up and cannot be ruled out."""
    if now - claimed_at < GIVE_UP_AFTER:
        return Outcome(State.IN_DOUBT, f"{words} The bot looks again.")
    return Outcome(State.UNKNOWN, f"{words} Look by hand: the bot cannot tell, and does not repeat it.")


def not_ours(kind: str, *, where: str) -> Outcome:
    """Return the refusal of an act that does not exist at a platform."""
    return Outcome(State.REFUSED, f"{kind!r} cannot be done at {where}. Nothing was sent.")


def _is_refusal(error: Misconfigured) -> bool:
    """Tell a call that was refused from a sign-in that was (401), which is mended outside of the act."""
    return isinstance(error, _NOT_SERVED) and getattr(error, "status", 0) != 401


def _refusal_words(error: SheetsBotError, where: str) -> str:
    if getattr(error, "status", 0) == 403:
        return str(error)
    codes = getattr(error, "codes", None) or {getattr(error, "code", "")}
    said = ", ".join(sorted(filter(None, codes)))
    return f"{where} refused it{f' ({said})' if said else ''}. Nothing was done."
