"""
The shop's desk for returns, refunds and cancelled orders.

Carries out what `givebacks.py` intends. A refund of an order paid by PayPal stands in
PayPal's books too, as it does in life; the payment's own line there, and the cases at
PayPal, stay as they are.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

from sheets_bot.sandbox.world import ledger
from sheets_bot.sandbox.world.agenda import Agenda
from sheets_bot.sandbox.world.archive import Archive
from sheets_bot.sandbox.world.dice import code, dice
from sheets_bot.sandbox.world.givebacks import RefundIntent, ReturnIntent, giveback_of
from sheets_bot.sandbox.world.ledger import Entry, Ledger
from sheets_bot.sandbox.world.lives import Life
from sheets_bot.sandbox.world.orders import DAY_SECONDS
from sheets_bot.sandbox.world.refunds import Cancellation, Refund, Return

FIRST_REFUND = 910_000_001
FIRST_RETURN = 520_000_001

AGAIN_SECONDS = 3 * DAY_SECONDS
"""After this a pending refund has succeeded, and a failed one is made again."""

CANCEL_REASONS = {"not_shipped": "INVENTORY", "changed_mind": "CUSTOMER", "": "DECLINED"}
"""Shopify's `OrderCancelReason` by what happened."""


class RefundDesk:
    """One desk for all brands."""

    def __init__(self, seed: int, archive: Archive, agenda: Agenda, books: Ledger) -> None:
        self._seed = seed
        self._archive = archive
        self._agenda = agenda
        self._books = books
        self.given_by_person: list[tuple[str, float, int]] = []
        """Brand, instant and minor units of what people paid back by `refund`."""
        self._refund_numbers = count(FIRST_REFUND)
        self._return_numbers = count(FIRST_RETURN)

    def take(self, life: Life) -> None:
        """Plan what goes back for an order."""
        if life.cancelled_at is not None:
            self._agenda.plan(life.cancelled_at, partial(self._cancel, life))
        giveback = giveback_of(self._seed, life)
        opened: list[Return] = []
        if giveback.sent_back is not None:
            self._agenda.plan(giveback.sent_back.at, partial(self._open, life, giveback.sent_back, opened))
        for refund in giveback.refunds:
            self._agenda.plan(refund.at, partial(self._refund, life, refund, opened))

    def refund(self, life: Life, minor: int, note: str, at: float) -> None:
        """Pay back at once what a person at the shop's own page gives back."""
        self.given_by_person.append((life.order.brand.slug, at, minor))
        self._refund(life, RefundIntent(at, minor, note), [], at)

    def _cancel(self, life: Life, at: float) -> None:
        reason = CANCEL_REASONS[life.cause]
        self._archive.cancellations[life.order.name] = Cancellation(life.order, at, reason)
        self._archive.touch(life.order, at)

    def _open(self, life: Life, intent: ReturnIntent, opened: list[Return], at: float) -> None:
        sent_back = Return(
            number=next(self._return_numbers),
            order=life.order,
            at=at,
            updated_at=at,
            status="OPEN",
            reason_handle=intent.handle,
            note=intent.note,
            line_place=intent.line_place,
        )
        opened.append(sent_back)
        self._archive.returns[life.order.brand.slug].append(sent_back)
        self._archive.touch(life.order, at)
        if intent.ends_at is not None:
            self._agenda.plan(intent.ends_at, partial(self._end, sent_back, intent.ends_as))

    def _end(self, sent_back: Return, status: str, at: float) -> None:
        sent_back.status, sent_back.updated_at = status, at
        self._archive.touch(sent_back.order, at)

    def _refund(self, life: Life, intent: RefundIntent, opened: list[Return], at: float) -> None:
        refund = Refund(
            number=next(self._refund_numbers),
            order=life.order,
            at=at,
            updated_at=at,
            minor=intent.minor,
            note=intent.note,
            status=intent.fate,
            return_number=opened[0].number if opened and intent.for_return else None,
            provider_id="",
            cause=life.cause,
            line_places=intent.line_places,
            shipping_minor=intent.shipping_minor,
        )
        self._archive.refunds[life.order.brand.slug].append(refund)
        self._archive.touch(life.order, at)
        then: dict[str, Callable[[float], None]] = {
            "PENDING": partial(self._succeed, refund),
            "FAILURE": partial(self._refund, life, replace(intent, fate="SUCCESS"), opened),
        }
        if refund.status in then:
            self._agenda.plan(at + AGAIN_SECONDS, then[refund.status])
        else:
            self._succeed(refund, at)

    def _succeed(self, refund: Refund, at: float) -> None:
        refund.status, refund.updated_at = "SUCCESS", at
        self._archive.touch(refund.order, at)
        if not refund.order.by_paypal:
            return
        refund.provider_id = code(17, dice(refund.order.transaction_id, "shop refund", at))
        self._books.write(
            Entry(
                transaction_id=refund.provider_id,
                at=at,
                updated_at=at,
                event_code=ledger.REFUND,
                minor=-refund.minor,
                currency=refund.order.brand.currency,
                fee_minor=0,
                status="S",
                order=refund.order,
                reference_id=refund.order.transaction_id,
            )
        )
