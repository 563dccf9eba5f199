"""
The linter: what in a text must not go out, for whom it is meant, and how to say it instead.

Every text of ours passes it, the bot's and the people's alike. It finds and never repairs. Rules of words
are data (`rules.toml`); the sources are Trustpilot's guidelines for businesses, PayPal's rules for disputes,
16 CFR 465 (reviews) and 16 CFR 435 (delays), and the practice of the field. None of it is legal advice.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from sheets_bot.domain.lint.finding import Audience, Finding, LintFacts, LintPolicy
from sheets_bot.domain.lint.lint_facts import unknown_amounts, unknown_dates
from sheets_bot.domain.lint.personal import links, personal_data, unknown_trackings
from sheets_bot.domain.lint.phrases import find_first, phrases
from sheets_bot.domain.lint.plain import Sentence, sentences
from sheets_bot.domain.lint.rule_book import WordRule, word_rules
from sheets_bot.domain.lint.shape import shape

NO_FACTS = LintFacts()
STRICT = LintPolicy()

_ABOUT_REVIEWS = frozenset({"change_the_review", "remedy_and_review"})
_NEUTRAL = phrases(
    [
        "you (can|may|could) (edit|change|update) (your|a) review (at any time|any time|whenever)",
        "(reviews|review) can be (edited|changed|updated) (at any time|any time)",
        "sie (konnen) (ihre|eine) bewertung jederzeit (bearbeiten|andern)",
        "vous pouvez modifier votre avis a tout moment",
        "puede (editar|modificar) su (resena|opinion) en cualquier momento",
        "puo modificare la sua recensione in qualsiasi momento",
    ]
)
"""The one line that an owner may allow: it states what everybody can do and asks for nothing."""
_ASKING = phrases(
    [
        "(please|kindly|would|hope|ask|appreciate|grateful|mind)",
        "(bitte|hoffen|freuen|bitten|merci|priere|esperons|por favor|per favore)",
    ]
)
_REMEDY = phrases(
    ["(refund*|replacement|reship*|compensat*|erstatt*|ersatz*|rembours*|reembols*|rimbors*)", "money back"]
)
_PRIVATE = frozenset({Audience.REVIEWER, Audience.CUSTOMER})


def lint(
    text: str,
    *,
    audience: Audience,
    facts: LintFacts = NO_FACTS,
    policy: LintPolicy = STRICT,
    is_vouched: bool = False,
) -> list[Finding]:
    """
    Return what in a text must not go out; an empty list where it may.

    Args:
        text: As it would go out.
        audience: Who will read it.
        facts: What is known of the order; a statement without its fact is a finding.
        policy: What the owner allows beyond the rules.
        is_vouched: Whether a person vouches for what it states, so that it is held against no facts of ours.
    """
    return list(_lint(text, audience, facts, policy, is_vouched))


def findings_text(findings: Iterable[Finding]) -> str:
    """Return findings as they stand in the column `Text check`, one a line."""
    return "\n".join(map(str, findings))


# A text stands for days, and is looked at every five minutes. Few: each is kept with all facts about it.
@lru_cache(maxsize=1024)
def _lint(
    text: str, audience: Audience, facts: LintFacts, policy: LintPolicy, is_vouched: bool
) -> tuple[Finding, ...]:
    told = sentences(text)
    rules = [rule for rule in word_rules() if not (is_vouched and rule.needs)]
    manners = (
        *shape(text, audience),
        *_words(told, rules, audience, facts, policy),
        *personal_data(text, audience, facts),
        *links(text, audience),
    )
    if is_vouched:
        return manners
    return (
        *manners,
        *unknown_trackings(text, audience, facts),
        *unknown_dates(told, facts),
        *unknown_amounts(told, facts),
    )


def _words(
    told: Sequence[Sentence],
    rules: Iterable[WordRule],
    audience: Audience,
    facts: LintFacts,
    policy: LintPolicy,
) -> Iterator[Finding]:
    judged = told
    if policy.edit_line and facts.is_resolved and audience in _PRIVATE:
        judged = _without_neutral_line(told)
    for rule in rules:
        if not rule.applies(audience, facts):
            continue
        found = rule.finding(judged if rule.name in _ABOUT_REVIEWS else told)
        if found:
            yield found


def _without_neutral_line(told: Sequence[Sentence]) -> Sequence[Sentence]:
    """Leave the owner's line out of account: once, with nothing asked in it and no remedy in the text."""
    neutral = [each for each in told if find_first(_NEUTRAL, each) and not find_first(_ASKING, each)]
    if len(neutral) != 1 or any(find_first(_REMEDY, each) for each in told):
        return told
    return [each for each in told if each is not neutral[0]]
