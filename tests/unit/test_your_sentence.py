"""Promises of a person's sentence in Evidence: what only they know may be said, what may not be said is told at once."""

import pytest

from drafting import desk, order_case, parcel
from evidence_cases import KEY, RULES, a_dispute, case_in, some_tabs
from order_tabs import ORDER, case_of
from sheets_bot.domain.acts.asking import Asked
from sheets_bot.domain.drafts.known import known_of
from sheets_bot.domain.drafts.last_check import packet_maker
from sheets_bot.domain.evidence.applying import wanted_pieces
from sheets_bot.domain.evidence.evidence_rows import evidence_rows, rows_without_order
from sheets_bot.domain.evidence.found import present
from sheets_bot.domain.evidence.pieces import Origin
from sheets_bot.domain.evidence.your_sentence import wrong_in
from sheets_bot.domain.lint.finding import Audience
from sheets_bot.domain.lint.lint import lint
from sheets_bot.errors import Refused

ALL = frozenset(Origin)
ONLY_A_PERSON_KNOWS = [
    "Signed for by J. Doe on 9 November 2026, by the carrier's proof of delivery.",
    "We asked the carrier to search for it on 12 November 2026, enquiry 00340434161094099999.",
    "The buyer refused the parcel on 9 November 2026, as the carrier noted.",
    "On 3 November 2026 we told the buyer to return it by 20 November 2026.",
    "By the supplier's record two dresses were packed and shipped on 2 November 2026.",
    "The carrier's page shows delivery on 9 November 2026 at 14:02.",
    "The payment that the buyer names, 49.00 EUR, was refunded on 4 November 2026.",
]
NEVER = [
    ("See https://carrier.example/x for it.", "https://carrier.example/x"),
    ("Signed for by [name].", "[name]"),
    ("a" * 2100, "Too long"),
]


def packet_with(sentence):
    evidence = {f"{KEY}:signature": {"state": "missing", "your_sentence": sentence, "rank": 1}}
    asked = Asked("Disputes", KEY, a_dispute(), case_in(some_tabs(a_dispute())))
    return packet_maker(evidence)(asked, "In short.")


@pytest.mark.parametrize("sentence", ONLY_A_PERSON_KNOWS)
def test_what_only_a_person_can_know_goes_into_the_packet(sentence):
    assert packet_with(sentence).statements[0].sentence == sentence


def test_the_same_words_in_the_text_that_is_ticked_need_a_fact_of_ours():
    signed, searched, *_ = ONLY_A_PERSON_KNOWS

    rules = [{one.rule for one in lint(words, audience=Audience.PLATFORM)} for words in (signed, searched)]

    assert rules == [{"says_signed", "says_delivered", "unknown_date"}, {"unknown_tracking"}]


@pytest.mark.parametrize(("sentence", "named"), NEVER)
def test_every_other_rule_holds_for_it(sentence, named):
    with pytest.raises(Refused, match="Your sentence under Signature cannot go out") as refused:
        packet_with(sentence)

    assert named in str(refused.value)


@pytest.mark.parametrize("sentence", ["We will sue you over this.", "The buyer is a liar."])
def test_how_evidence_may_be_worded_counts_for_it_too(sentence):
    assert wrong_in(sentence)


def test_what_is_wrong_with_it_stands_in_its_row_before_anybody_ticks():
    dispute = a_dispute(amount="900.00")
    tabs = some_tabs(dispute, parcels={f"{ORDER} / 1": {"state": "S4"}})
    wanted = wanted_pieces(dispute, case_in(tabs), rules=RULES.orders)
    typed = {
        "signature": "Signed for by [name].",
        "promise": "Promised for 9 November 2026.",
        "trace": "See https://carrier.example/x.",
    }
    standing = {
        f"{KEY}:{code}": {"state": "missing", "your_sentence": words} for code, words in typed.items()
    }
    found = {"promise": present("promise", "It was promised.", source="Shop", at=None)}

    fitting = evidence_rows(KEY, wanted, found, standing=standing, origins=ALL)
    orphaned = rows_without_order(KEY, standing=standing, origins=ALL)

    told = {row.key.partition(":")[2]: row.values["problem"] for row in fitting}
    assert told["signature"].startswith("Your sentence cannot go out: A place was left to fill in: “[name]”.")
    assert told["promise"] is None
    assert "https://carrier.example/x" in told["trace"], "it does not fit the case, and would go out"
    alone = {row.key.partition(":")[2]: row.values["problem"] for row in orphaned}
    assert alone["promise"] == "The order of this case is not known: see Match in Disputes."
    assert "[name]" in alone["signature"]
    assert alone["signature"].endswith(alone["promise"])


@pytest.mark.parametrize(
    ("event", "signed"),
    [
        ('DELIVERED 2026-11-09 14:02 UTC, Berlin, DE: "Signed for by (name left out)"', True),
        ('DELIVERED 2026-11-09 14:02 UTC, Berlin, DE: "Left in the porch, not signed"', False),
        ("DELIVERED 2026-11-09 14:02 UTC, Berlin, DE", False),
    ],
)
def test_where_a_scan_says_that_somebody_signed_a_text_may_say_so(event, signed):
    case = case_of(order={}, parcels={f"{ORDER} / 1": parcel("S4", source_event=event)})

    facts = known_of({}, case, at=desk().at).lint

    assert facts.signed is signed
    found = lint("It was signed for.", audience=Audience.PLATFORM, facts=facts)
    assert ("says_signed" in {one.rule for one in found}) is not signed


def test_without_an_order_nobody_has_signed():
    assert not known_of({}, None, at=desk().at).lint.signed
    assert not known_of({}, order_case("S2"), at=desk().at).lint.signed
