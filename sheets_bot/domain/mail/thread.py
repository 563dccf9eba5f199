"""
Threads: which mails belong together, and who has to write next.

Mails are tied by Message-ID, In-Reply-To and References over all folders and accounts, never by
subject: strangers write "Where is my order?" too (RFC 5256's REFERENCES merges them). Pure, and the
order in which mails come does not matter. What stands in the tab is made in `thread_rows.py`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sheets_bot.domain.mail.mail import Mail, Place
from sheets_bot.domain.mail.mail_readings import BOUNCE, Ours, Reading, Way

_ORDER_OF_PLACES = {Place.SENT: 0, Place.INBOX: 1, Place.ARCHIVE: 2}


@dataclass(frozen=True)
class Thread:
    """Mails that belong together, at least one of them from a customer, in order of time."""

    readings: tuple[Reading, ...]

    @cached_property
    def asking(self) -> tuple[Reading, ...]:
        """The mails of customers, programs left out."""
        return tuple(reading for reading in self.readings if reading.asks)

    @cached_property
    def answering(self) -> tuple[Reading, ...]:
        """
        Our mails to the customer, programs left out.

        One that goes to somebody else only, a question to the supplier, answers nothing; one whose
        recipients are hidden is given the benefit of the doubt.
        """
        theirs = frozenset[str]().union(*(reading.reached_at for reading in self.asking))
        return tuple(
            reading
            for reading in self.readings
            if reading.answers
            and not (theirs and reading.mail.recipients and theirs.isdisjoint(reading.mail.recipients))
        )

    @property
    def last_at(self) -> datetime:
        """When its latest mail came or went."""
        return self.readings[-1].mail.at

    def unanswered(self, answered_at: datetime | None) -> tuple[Reading, ...]:
        """
        Return the customers' mails since our last answer, in order of time.

        *answered_at* is an answer that is known from before and may no longer be there to be
        read. A mail of the same second as our answer counts as unanswered: the safe side.
        """
        answers = [reading.mail.at for reading in self.answering]
        if answered_at:
            answers.append(answered_at)
        last = max(answers, default=None)
        return tuple(r for r in self.asking if last is None or r.mail.at >= last)


def without_copies(mails: Iterable[Mail], *, addresses: Mapping[str, Collection[str]]) -> list[Mail]:
    """
    Return each mail once, though several folders and accounts may hold it.

    A copy in a folder of sent mail comes first, then one in an inbox. A mail that reached two
    brands belongs to the one that is addressed first. *addresses* are the brands' own, by brand.
    """
    copies: dict[tuple[str, str, str], list[Mail]] = defaultdict(list)
    for mail in mails:
        copies[mail.identity].append(mail)
    return [group[0] if len(group) == 1 else _one_of(group, addresses) for group in copies.values()]


def _one_of(copies: Sequence[Mail], addresses: Mapping[str, Collection[str]]) -> Mail:
    def rank(mail: Mail) -> tuple[int, str]:
        own = addresses.get(mail.brand, ())
        places = (at for at, email in enumerate(mail.recipients) if email in own)
        return next(places, len(mail.recipients)), mail.brand

    place = min((mail.place for mail in copies), key=_ORDER_OF_PLACES.__getitem__)
    # The earliest instant: a later copy is a forwarded or restored one.
    at = min(mail.at for mail in copies)
    text = max((mail.text for mail in copies), key=len)
    return replace(min(copies, key=rank), place=place, at=at, text=text)


def threads_of(readings: Iterable[Reading], *, ours: Ours) -> list[Thread]:
    """
    Return the threads in which a customer wrote, by the time of their first mail.

    An id ties all mails that carry or name it, where they are of one customer and us. Where several
    customers stand around one id (a newsletter's, a contact form's that is always the same), it ties
    only the mails of each of them; ours go with those that they are addressed to.
    """
    mails = sorted(
        (reading for reading in readings if reading.way is not Way.ASIDE),
        key=lambda reading: (reading.mail.at, reading.mail.identity),
    )
    around: dict[str, list[int]] = defaultdict(list)
    for place, reading in enumerate(mails):
        for mail_id in {reading.mail.mail_id, *reading.mail.named_ids}:
            around[mail_id].append(place)
    forest = _Forest(len(mails))
    for mail_id, places in around.items():
        for group in _groups(mail_id, [(place, mails[place]) for place in places], ours):
            forest.tie(group)
    trees: dict[int, list[Reading]] = defaultdict(list)
    for place, reading in enumerate(mails):
        trees[forest.root(place)].append(reading)
    found = (Thread(tuple(tree)) for tree in trees.values())
    return [thread for thread in found if thread.asking]


def _groups(mail_id: str, around: Sequence[tuple[int, Reading]], ours: Ours) -> list[list[int]]:
    """Return which of the mails that carry or name one id belong together."""
    by_party: dict[str, list[int]] = defaultdict(list)
    for place, reading in around:
        if reading.way is Way.IN and reading.automatic != BOUNCE:
            by_party[reading.party.email].append(place)
    outgoing = [(place, reading.mail) for place, reading in around if reading.way is Way.OUT]
    carriers = [reading for _, reading in around if reading.mail.mail_id == mail_id]
    if len(by_party) <= 1 or (len(by_party) == 2 and _knows_both(carriers, by_party, ours)):
        return [[place for place, _ in around]]
    for place, mail in outgoing:
        for email in by_party.keys() & set(mail.recipients):
            by_party[email].append(place)
    return list(by_party.values())


def _knows_both(carriers: Sequence[Reading], parties: Collection[str], ours: Ours) -> bool:
    """
    True where two addresses around one mail are likely one conversation: a second address, a spouse.

    They answer a mail that one of them wrote, or that we wrote to one of them. Nobody else than its
    readers can name it; a mail to hidden recipients has any number of them.
    """
    if len(carriers) != 1:
        return False
    (carrier,) = carriers
    if carrier.way is Way.IN:
        return carrier.asks
    outside = {email for email in carrier.mail.recipients if not ours.includes(email)}
    return carrier.answers and len(outside) <= 2 and not outside.isdisjoint(parties)


class _Forest:
    """Sets that grow together (union-find with path halving)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, place: int) -> int:
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def tie(self, places: Sequence[int]) -> None:
        for place in places[1:]:
            first, second = sorted((self.root(places[0]), self.root(place)))
            self._parent[second] = first
