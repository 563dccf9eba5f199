"""
The money of a dispute: held, taken, paid back, charged.

Writes the ledger and the case's own list of movements together, so that the two
always tell the same story. Decides nothing; `resolution.py` says when.
"""

from sheets_bot.sandbox.world import ledger
from sheets_bot.sandbox.world.case import Case, Channel, Movement
from sheets_bot.sandbox.world.dice import code, dice
from sheets_bot.sandbox.world.ledger import Entry, Ledger
from sheets_bot.sandbox.world.policy import chargeback_fee_minor


class Settlement:
    """Moves the money of cases."""

    def __init__(self, books: Ledger) -> None:
        self._books = books

    def hold(self, case: Case, at: float) -> None:
        """Put the disputed money out of the seller's reach; a card's bank takes it at once, and its fee."""
        if case.held:
            return
        case.held = True
        if case.channel is not Channel.EXTERNAL:
            self._write(case, ledger.HOLD, -case.amount_minor, at)
            return
        self._write(case, ledger.CHARGEBACK, -case.amount_minor, at)
        self._move(case, "SELLER", "DEBIT", "DISPUTE_SETTLEMENT", case.amount_minor, at)
        fee = chargeback_fee_minor(case)
        self._write(case, ledger.CHARGEBACK_FEE, -fee, at)
        self._move(case, "SELLER", "DEBIT", "CHARGEBACK_FEE", fee, at)

    def release(self, case: Case, at: float) -> None:
        """Give the held money back to the seller."""
        if not case.held:
            return
        case.held = False
        if case.channel is not Channel.EXTERNAL:
            self._write(case, ledger.RELEASE, case.amount_minor, at)
            return
        self._write(case, ledger.CHARGEBACK_BACK, case.amount_minor, at)
        self._move(case, "SELLER", "CREDIT", "DISPUTE_SETTLEMENT", case.amount_minor, at)

    def pay_buyer(self, case: Case, minor: int, at: float, *, willingly: bool, fee_minor: int) -> None:
        """Pay *minor* to the buyer out of the held money, and charge the fee for a lost claim."""
        if case.channel is Channel.EXTERNAL and case.held:
            case.held = False  # the bank took it when the case was filed; there is nothing left to move
        else:
            self.release(case, at)
            self._write(case, ledger.REFUND if willingly else ledger.REVERSAL, -minor, at)
            self._move(case, "SELLER", "DEBIT", "DISPUTE_SETTLEMENT", minor, at)
        self._move(case, "BUYER", "CREDIT", "DISPUTE_SETTLEMENT", minor, at)
        if fee_minor:
            self._write(case, ledger.DISPUTE_FEE, -fee_minor, at)
            self._move(case, "SELLER", "DEBIT", "DISPUTE_FEE", fee_minor, at)
        self._mark_sale(case, minor, at)

    def pay_seller_by_paypal(self, case: Case, at: float) -> None:
        """Let the seller keep the money while PayPal pays the buyer out of its own pocket."""
        self.release(case, at)
        self._move(case, "BUYER", "CREDIT", "DISPUTE_SETTLEMENT", case.amount_minor, at)

    def give_back(self, case: Case, at: float) -> None:
        """Undo what a lost decision took, fee included: an appeal was won."""
        self._write(case, ledger.REVERSAL, case.refunded_minor, at)
        self._move(case, "SELLER", "CREDIT", "DISPUTE_SETTLEMENT", case.refunded_minor, at)
        fees = [movement for movement in case.movements if movement.reason == "DISPUTE_FEE"]
        owed = sum(fee.minor if fee.kind == "DEBIT" else -fee.minor for fee in fees)
        if owed:
            self._write(case, ledger.DISPUTE_FEE, owed, at)
            self._move(case, "SELLER", "CREDIT", "DISPUTE_FEE", owed, at)
        self._mark_sale(case, 0, at)

    def _mark_sale(self, case: Case, paid_back_minor: int, at: float) -> None:
        sale = self._books.sale(case.order.transaction_id)
        sale.status = "V" if paid_back_minor >= sale.minor else "S"
        sale.updated_at = at

    def _move(self, case: Case, party: str, kind: str, reason: str, minor: int, at: float) -> None:
        case.movements.append(Movement(party, kind, reason, minor, at))

    def _write(self, case: Case, event_code: str, minor: int, at: float) -> None:
        self._books.write(
            Entry(
                transaction_id=code(17, dice(case.dispute_id, event_code, at)),
                at=at,
                updated_at=at,
                event_code=event_code,
                minor=minor,
                currency=case.currency,
                fee_minor=0,
                status="S",
                order=case.order,
                reference_id=case.order.transaction_id,
            )
        )
